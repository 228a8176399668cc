/// A mail address (RFC 5322 §3.4), decoded for reading.
///
/// Both fields are a stranger's text: nothing keeps control characters out of them.
package struct Address: Hashable, Sendable, Codable {
    /// The display name; empty where there is none.
    package var name: String
    /// `local-part@domain`; empty for a group's name (RFC 5322 §3.4, `undisclosed-recipients:;`).
    package var address: String

    package init(name: String = "", address: String) {
        self.name = name
        self.address = address
    }

    /// The name, or else the address: what a list has room for.
    package var shortText: String { name.isEmpty ? address : name }
}
