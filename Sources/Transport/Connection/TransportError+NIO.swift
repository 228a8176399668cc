import COpenSSL
import NIOCore
import NIOPosix

extension TransportError {
    /// What happened to a connection that was open.
    init(_ error: any Error) {
        switch error {
        case let error as TransportError: self = error
        case let error as IOError: self = .connectionLost(reason: Self.reason(of: error))
        case is ChannelError: self = .connectionLost(reason: "the server closed the connection")
        default: self = .connectionLost(reason: String(describing: error))
        }
    }

    /// Why no connection came about.
    init(connecting error: any Error, to endpoint: Endpoint) {
        switch error {
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            self = .hostNotFound(
                host: endpoint.host, reason: "the name has no address, or no name server answers")
        case let error as NIOConnectionError:
            self.init(connecting: error.connectionErrors.map(\.error), to: endpoint)
        case ChannelError.connectTimeout: self = .timedOut(.connect)
        case let error as TransportError: self = error
        default:
            self = .connectionRefused(
                host: endpoint.host, port: endpoint.port, reason: (error as? IOError).map(Self.reason) ?? "\(error)")
        }
    }

    /// Every address failed: the time limit counts only where nobody said no.
    private init(connecting errors: [any Error], to endpoint: Endpoint) {
        guard let said = errors.lazy.compactMap({ $0 as? IOError }).first else {
            self = .timedOut(.connect)
            return
        }
        self = .connectionRefused(host: endpoint.host, port: endpoint.port, reason: Self.reason(of: said))
    }

    private static func reason(of error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "nothing listens on this port"
        case ECONNRESET, EPIPE: "the server reset the connection"
        case ETIMEDOUT: "the network gives no answer"
        case ENETUNREACH: "the network cannot be reached"
        case EHOSTUNREACH: "there is no way to this host"
        default: String(cString: strerror(error.errnoCode))
        }
    }
}
