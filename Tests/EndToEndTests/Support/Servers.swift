import TestKit

/// One Dovecot for all tests that neither stop it nor look at its other users.
enum Servers {
    private static let shared = Result { try Dovecot() }

    static func dovecot() throws -> Dovecot { try shared.get() }

    static let isDovecotInstalled = ServerProcess.isInstalled("dovecot")
}
