package import MailModel

/// A message that arrives while the servers run.
package struct Arrival: Sendable {
    /// The user whose INBOX it goes to.
    package var user: String
    /// Makes the octets for the moment of arrival.
    package var message: @Sendable (MailDate) -> [UInt8]

    package init(user: String, message: @escaping @Sendable (MailDate) -> [UInt8]) {
        self.user = user
        self.message = message
    }
}
