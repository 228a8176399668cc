import CGlibc
import HTTPS
import Transport

/// Calls of libraries that wait, each in a thread of its own.
enum Outside {
    /// Reads a page over HTTPS, with a verified certificate; at most 256 kB.
    ///
    /// - Returns: Nothing where there is none, for whatever reason.
    static func page(at address: String, trusting authorities: SystemAuthorities, within limit: Duration) async
        -> [UInt8]?
    {
        await HTTPS.page(at: address, upTo: XMLElement.limitInOctets, trusting: authorities, within: limit)
    }

    /// Asks DNS.
    ///
    /// - Returns: Nothing where there is no answer, or one that can't be read.
    static func records(
        _ type: DNSAnswer.RecordType, of name: String, from server: (address: String, port: Int)?
    ) async -> DNSAnswer? {
        await HTTPS.inThreadOfItsOwn {
            var octets = [UInt8](repeating: 0, count: 4096)
            let count = postern_ask_dns(
                name, Int32(type.rawValue), server?.address, Int32(server?.port ?? 53), 2, &octets, Int32(octets.count))
            guard count > 0 else { return nil }
            return try? DNSAnswer(Array(octets.prefix(Int(count))))
        }
    }
}
