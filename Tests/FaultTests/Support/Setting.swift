import Synchronization
import TestKit

/// Where a point takes place.
struct Setting: Hashable, Sendable, CustomStringConvertible {
    enum Server: Hashable, Sendable { case dovecot, dovecotTLS, embedded }

    var server: Server
    var service: Dovecot.Service
    var mode: AccountSpec.Mode
    /// Which maildrop.
    var variant: Int

    var description: String { "\(service), \(mode.rawValue), \(server), maildrop \(variant)" }

    func scene(more: String = "") throws -> Scene {
        let messages = Letters.maildrop(variant)
        let host: any MaildropHost =
            switch server {
            case .dovecot: try DovecotHost(service, isTLS: false, holding: messages)
            case .dovecotTLS: try DovecotHost(service, isTLS: true, holding: messages)
            case .embedded: try EmbeddedHost(service, holding: messages)
            }
        return Scene(host, service, mode, more: more)
    }

    private static let measured = Mutex<[Setting: FaultProxy.Traffic]>([:])

    /// What passes in an undisturbed run here, which is measured once.
    func traffic() throws -> FaultProxy.Traffic {
        if let traffic = Self.measured.withLock({ $0[self] }) { return traffic }
        let scene = try scene()
        let status = scene.disturb()
        guard status == 0 else { throw Failure(description: "\(self): sync fails undisturbed with \(status)") }
        let traffic = scene.proxy.traffic
        Self.measured.withLock { $0[self] = traffic }
        return traffic
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
