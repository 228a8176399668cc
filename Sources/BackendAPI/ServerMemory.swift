/// What a server was found to offer, so that the next connection need not ask before it says what it wants.
///
/// Only the backend that made it can read it. One that proves wrong costs a second connection, and nothing else.
package struct ServerMemory: Hashable, Sendable, Codable {
    package let text: String

    package init(_ text: String) { self.text = text }
}

/// What a login has shown the server, which is remembered with the rest: a server that once did without the password must
/// not be given it later, just because it says that it can do nothing better.
extension ServerMemory {
    private static let mark = "hides-secret "

    /// - Parameters:
    ///   - rest: What the backend itself remembers.
    ///   - place: Where a login has worked that does not show the password; nothing where none has.
    package init?(_ rest: ServerMemory?, hidingSecretAt place: String?) {
        guard let place else {
            guard let rest else { return nil }
            self = rest
            return
        }
        self.init("\(Self.mark)\(place)\n\(rest?.text ?? "")")
    }

    package func hidesSecret(at place: String) -> Bool { text.hasPrefix("\(Self.mark)\(place)\n") }

    /// What the backend itself remembers.
    package var rest: ServerMemory? {
        guard text.hasPrefix(Self.mark) else { return self }
        let rest = text.drop { $0 != "\n" }.dropFirst()
        return rest.isEmpty ? nil : ServerMemory(String(rest))
    }
}

extension BackendError {
    /// A server that did without the password and now asks for it.
    package static let askedForHiddenSecret = BackendError.insecure(
        reason:
            "this server let you in without seeing the password before, and now wants the password itself: somebody may be "
            + "in between; if it is meant to be so, set auth = \"plain\" or \"login\"")
}
