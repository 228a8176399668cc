import CCurl
import CGlibc
import Dispatch
import Transport

/// Calls of libraries that wait, each in a thread of its own.
enum Outside {
    /// Reads a page over HTTPS, with a verified certificate; at most 256 kB.
    ///
    /// - Returns: Nothing where there is none, for whatever reason.
    static func page(at address: String, trusting authorities: SystemAuthorities, within limit: Duration) async
        -> [UInt8]?
    {
        await wait {
            _ = startCurl
            var page = postern_page(octets: nil, count: 0, limit: XMLElement.limitInOctets)
            defer { free(page.octets) }
            let milliseconds = max(1, Int(limit / .milliseconds(1)))
            let file = isThere(authorities.file) ? authorities.file : nil
            let folder = isThere(authorities.folder) ? authorities.folder : nil
            guard postern_fetch_page(address, file, folder, milliseconds, &page) == CURLE_OK.rawValue else {
                return nil
            }
            return Array(UnsafeBufferPointer(start: page.octets, count: page.count))
        }
    }

    /// Asks DNS.
    ///
    /// - Returns: Nothing where there is no answer, or one that can't be read.
    static func records(
        _ type: DNSAnswer.RecordType, of name: String, from server: (address: String, port: Int)?
    ) async -> DNSAnswer? {
        await wait {
            var octets = [UInt8](repeating: 0, count: 4096)
            let count = postern_ask_dns(
                name, Int32(type.rawValue), server?.address, Int32(server?.port ?? 53), 2, &octets, Int32(octets.count))
            guard count > 0 else { return nil }
            return try? DNSAnswer(Array(octets.prefix(Int(count))))
        }
    }

    // Once a process.
    private static let startCurl: Void = postern_start_curl()

    private static func isThere(_ path: String) -> Bool { access(path, R_OK) == 0 }

    private static func wait<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(returning: work()) }
        }
    }
}
