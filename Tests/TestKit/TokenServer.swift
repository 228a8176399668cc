import Synchronization

/// A provider's token server (RFC 6749, RFC 8628) on loopback, over TLS.
package final class TokenServer: Sendable {
    /// What somebody has posted.
    package struct Request: Hashable, Sendable {
        package let path: String
        /// As it stands in the form, not decoded.
        package let fields: [String: String]

        package var grant: String { fields["grant_type"]?.split(separator: "A").last.map(String.init) ?? "" }
    }

    private let server: TLSTestServer
    private let log = Mutex<[Request]>([])

    package var requests: [Request] { log.withLock { $0 } }
    package var port: Int { server.port }

    package func address(_ path: String) -> String { "https://localhost:\(port)/\(path)" }

    /// - Parameters:
    ///   - identity: The certificate that it shows.
    ///   - answer: Status and JSON for the n-th request, from 0.
    package init(
        _ identity: TestAuthority.Identity, answer: @escaping @Sendable (Request, Int) -> (status: Int, json: String)
    ) {
        server = TLSTestServer(identity)
        let (received, sent) = (server.received, server.sent)
        background { [weak self] in
            var octets: [UInt8] = []
            while true {
                while let request = Self.take(from: &octets) {
                    guard let number = self?.note(request) else { return }
                    let (status, json) = answer(request, number)
                    let head =
                        "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n\r\n"
                    sent.write(Array((head + json).utf8))
                }
                let piece = received.read()
                if piece.isEmpty { return }
                octets += piece
            }
        }
    }

    package func stop() { server.stop() }

    private func note(_ request: Request) -> Int {
        log.withLock { log in
            log.append(request)
            return log.count - 1
        }
    }

    /// A whole request; nothing where there is more to come.
    private static func take(from octets: inout [UInt8]) -> Request? {
        let text = String(decoding: octets, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.lowerBound].split(separator: "\r\n")
        let length =
            head.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.drop { !$0.isNumber }) } ?? 0
        let body = text[end.upperBound...]
        guard body.utf8.count >= length else { return nil }
        octets.removeFirst(text[..<end.upperBound].utf8.count + length)
        var fields: [String: String] = [:]
        for field in String(body.utf8.prefix(length))?.split(separator: "&") ?? [] {
            let parts = field.split(separator: "=", maxSplits: 1)
            fields[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        let path = head.first?.split(separator: " ").dropFirst().first ?? ""
        return Request(path: String(path.dropFirst()), fields: fields)
    }
}
