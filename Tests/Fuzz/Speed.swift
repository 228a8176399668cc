import InternetMessage
import MailModel

/// How long it takes to read a message, the best of several times.
enum Speed {
    private static let times = 5

    /// As a line of JSON, in seconds: finding its parts, taking their transfer encodings off, setting it in lines.
    static func report(_ octets: [UInt8]) -> String {
        let parse = best { ParsedMessage(octets: octets).parts.count }
        let message = ParsedMessage(octets: octets)
        let leaves = message.structure.flattened.filter { $0.children.isEmpty }
        let decode = best { leaves.reduce(0) { $0 + message.decoded($1).count } }
        let read = best { ReadableText.read(message).lines.count }
        let list = best { ReadableText.listed(message).snippet.utf8.count }
        return """
            {"octets": \(octets.count), "parse": \(parse), "decode": \(decode), "read": \(read), "list": \(list)}
            """
    }

    private static func best(_ work: () -> Int) -> Double {
        var best = Double.infinity
        var results = 0
        for _ in 0..<times {
            let clock = ContinuousClock()
            let start = clock.now
            results &+= work()
            best = min(best, (clock.now - start) / .seconds(1))
        }
        precondition(results >= 0)
        return best
    }
}
