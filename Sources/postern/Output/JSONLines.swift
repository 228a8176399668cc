import FoundationEssentials

/// One JSON object a line, keys in alphabetical order, safe to show on a terminal.
enum JSONLines {
    static func write(_ record: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(record), as: UTF8.self)
        StandardStreams.write((escapingControls(json) + "\n").utf8)
    }

    /// Escapes what JSON allows as it is but a terminal would obey: DEL, C1 and bidi controls.
    ///
    /// Outside of strings JSON has none of them, so replacing them anywhere keeps its meaning.
    static func escapingControls(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: isControl) else { return json }
        var escaped = ""
        for scalar in json.unicodeScalars {
            guard isControl(scalar) else {
                escaped.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return escaped
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

/// A value that is written as `null` where there is none, instead of being left out.
struct OrNull<Value: Encodable>: Encodable {
    let value: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
