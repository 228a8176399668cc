import Glibc
import Synchronization

/// A name server on 127.0.0.1 (UDP) that knows what a test tells it.
package final class DNSServer: Sendable {
    /// What a record says behind its header.
    package enum Record: Sendable {
        case mailExchanger(preference: UInt16, host: String)
        case service(priority: UInt16, weight: UInt16, port: UInt16, host: String)
        /// The whole answer, its first two octets replaced by the question's.
        case raw([UInt8])
    }

    package let port: Int
    private let descriptor: Int32
    private let asked = Mutex<[String]>([])

    /// The names that were asked for, in lower case.
    package var questions: [String] { asked.withLock { $0 } }

    /// - Parameter zone: Records by name, in lower case; a name that is not there does not exist.
    package init(_ zone: [String: [Record]]) {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        precondition(isBound, "no port for a name server")
        self.descriptor = descriptor
        port = LoopbackSocket(descriptor: descriptor).port
        background { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 2048)
            while true {
                var client = sockaddr_storage()
                var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
                let count = withUnsafeMutablePointer(to: &client) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        recvfrom(descriptor, &buffer, buffer.count, 0, $0, &size)
                    }
                }
                guard count > 12, let self else { break }
                guard let answer = self.answer(to: Array(buffer.prefix(count)), zone) else { continue }
                withUnsafePointer(to: &client) { pointer in
                    _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        sendto(descriptor, answer, answer.count, 0, $0, size)
                    }
                }
            }
            Glibc.close(descriptor)
        }
    }

    deinit {
        // Wakes the thread, which closes.
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func answer(to question: [UInt8], _ zone: [String: [Record]]) -> [UInt8]? {
        var index = 12
        var labels: [String] = []
        while index < question.count, question[index] > 0 {
            let length = Int(question[index])
            guard index + length < question.count else { return nil }
            labels.append(String(decoding: question[index + 1...index + length], as: UTF8.self).lowercased())
            index += length + 1
        }
        let end = index + 5
        guard end <= question.count else { return nil }
        let name = labels.joined(separator: ".")
        asked.withLock { $0.append(name) }
        let type = Int(question[index + 1]) << 8 | Int(question[index + 2])
        let records = zone[name] ?? []
        for case .raw(let octets) in records { return Array(question.prefix(2)) + octets.dropFirst(2) }
        let fitting = records.compactMap { Self.octets(of: $0, type) }
        var answer = Array(question.prefix(2)) + [0x81, zone[name] == nil ? 0x83 : 0x80, 0, 1]
        answer += [0, UInt8(fitting.count), 0, 0, 0, 0] + question[12..<end]
        for data in fitting {
            // The question's name, by a pointer to it.
            answer += [0xC0, 12, UInt8(type >> 8), UInt8(type & 0xFF), 0, 1, 0, 0, 0, 60]
            answer += [UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
        }
        return answer
    }

    private static func octets(of record: Record, _ type: Int) -> [UInt8]? {
        switch (record, type) {
        case (.mailExchanger(let preference, let host), 15): pair(preference) + name(host)
        case (.service(let priority, let weight, let port, let host), 33):
            pair(priority) + pair(weight) + pair(port) + name(host)
        default: nil
        }
    }

    private static func pair(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }

    /// A name as DNS writes it, without compression.
    package static func name(_ host: String) -> [UInt8] {
        host.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }
}
