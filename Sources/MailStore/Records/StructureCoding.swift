import MailModel

/// A MIME tree as a blob: its nodes in the message's order, each before its children.
///
/// A node is its number of children, its fields and its parameters; numbers in 7-bit groups, low group first,
/// texts as length and UTF-8. Both directions walk with lists of their own, so that depth costs no stack.
enum StructureCoding {
    static func write(_ root: MessagePart) -> [UInt8] {
        var writer = Writer()
        for part in root.flattened {
            writer.write(part.children.count)
            writer.write(part.sizeInOctets)
            for text in [
                part.number, part.type, part.subtype, part.disposition, part.fileName, part.contentID, part.encoding,
            ] {
                writer.write(text)
            }
            writer.write(part.parameters.count)
            for (name, value) in part.parameters.sorted(by: { $0.key < $1.key }) {
                writer.write(name)
                writer.write(value)
            }
        }
        return writer.octets
    }

    /// Reads what ``write(_:)`` wrote; nothing where it is damaged.
    static func read(_ octets: [UInt8]) -> MessagePart? {
        var reader = Reader(rest: octets[...])
        var nodes: [(part: MessagePart, children: Int)] = []
        while !reader.rest.isEmpty {
            guard let node = reader.readNode() else { return nil }
            nodes.append(node)
        }
        // From the back, a node's children are the last trees finished, first child on top.
        var finished: [MessagePart] = []
        for (part, children) in nodes.reversed() {
            guard children <= finished.count else { return nil }
            var whole = part
            whole.children = finished.suffix(children).reversed()
            finished.removeLast(children)
            finished.append(whole)
        }
        return finished.count == 1 ? finished[0] : nil
    }
}

extension StructureCoding {
    private struct Writer {
        var octets: [UInt8] = []

        mutating func write(_ number: Int) {
            var rest = UInt(bitPattern: max(0, number))
            while rest >= 0x80 {
                octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            octets.append(UInt8(truncatingIfNeeded: rest))
        }

        mutating func write(_ text: String) {
            write(text.utf8.count)
            octets.append(contentsOf: text.utf8)
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func readNumber() -> Int? {
            var number: UInt = 0
            var shift: UInt = 0
            while let octet = rest.popFirst(), shift < 63 {
                number |= UInt(octet & 0x7F) << shift
                if octet < 0x80 { return Int(number) }
                shift += 7
            }
            return nil
        }

        mutating func readText() -> String? {
            guard let length = readNumber(), length <= rest.count else { return nil }
            defer { rest = rest.dropFirst(length) }
            return String(decoding: rest.prefix(length), as: UTF8.self)
        }

        mutating func readNode() -> (part: MessagePart, children: Int)? {
            guard let children = readNumber(), let size = readNumber(), let number = readText(),
                let type = readText(), let subtype = readText(), let disposition = readText(),
                let fileName = readText(), let contentID = readText(), let encoding = readText(),
                let parameterCount = readNumber()
            else { return nil }
            var parameters: [String: String] = [:]
            for _ in 0..<parameterCount {
                guard let name = readText(), let value = readText() else { return nil }
                parameters[name] = value
            }
            let part = MessagePart(
                number: number, type: type, subtype: subtype, parameters: parameters, disposition: disposition,
                fileName: fileName, contentID: contentID, encoding: encoding, sizeInOctets: size)
            return (part, children)
        }
    }
}
