/// What a server was found to offer, so that the next connection need not ask before it says what it wants.
///
/// Only the backend that made it can read it. One that proves wrong costs a second connection, and nothing else.
package struct ServerMemory: Hashable, Sendable, Codable {
    package let text: String

    package init(_ text: String) { self.text = text }
}
