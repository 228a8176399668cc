/// What a server says of itself before anybody has logged in, over a protected connection.
package struct ServerOffer: Hashable, Sendable {
    /// SASL mechanisms, in upper case.
    package var mechanisms: [String]
    /// User name and password may be given as they are: the LOGIN command, USER and PASS.
    package var takesPassword: Bool
    /// Words of CAPABILITY, lines of CAPA.
    package var capabilities: [String]
    /// POP3: messages have names of their own (UIDL), so that copies can stay and be known again.
    package var hasUniqueIDs: Bool
    /// POP3: days after which the server deletes mail by itself, where it says so.
    package var expiryInDays: Int?

    package init(
        mechanisms: [String], takesPassword: Bool, capabilities: [String], hasUniqueIDs: Bool = true,
        expiryInDays: Int? = nil
    ) {
        self.mechanisms = mechanisms
        self.takesPassword = takesPassword
        self.capabilities = capabilities
        self.hasUniqueIDs = hasUniqueIDs
        self.expiryInDays = expiryInDays
    }
}
