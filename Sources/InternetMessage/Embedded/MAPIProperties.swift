/// Properties of a message or a file inside TNEF (MS-OXTNEF §2.1.3.4, MsgPropertyList).
struct MAPIProperties {
    enum Tag: Int {
        case body = 0x1000
        case compressedRTF = 0x1009
        case html = 0x1013
        case displayName = 0x3001
        case attachData = 0x3701
        case fileName = 0x3704
        case longFileName = 0x3707
    }

    private struct Value {
        var type: Int
        var range: Range<Int>
    }

    /// At most this many are read.
    private static let maximumProperties = 4_000
    private static let unicode = 0x1F
    private static let object = 0x0D

    private let octets: [UInt8]
    private var values: [Tag: Value] = [:]

    // MsgPropertyList = MsgPropertyCount *MsgPropertyValue
    init(_ octets: [UInt8], in range: Range<Int>) {
        self.octets = octets
        var reader = LittleEndianReader(octets, in: range)
        guard let count = reader.number(octets: 4) else { return }
        for _ in 0..<min(count, Self.maximumProperties) {
            guard let type = reader.number(octets: 2), let id = reader.number(octets: 2),
                id < 0x8000 || Self.skipName(&reader), let value = Self.value(of: type, &reader)
            else { return }
            // Objects begin with the identifier of their interface.
            let content = type == Self.object ? value.dropFirst(16) : value
            if let tag = Tag(rawValue: id), values[tag] == nil { values[tag] = Value(type: type, range: content) }
        }
    }

    func range(_ tag: Tag) -> Range<Int>? { values[tag]?.range }

    /// A text in UTF-8.
    func text(_ tag: Tag, charset: String) -> [UInt8]? {
        guard let value = values[tag] else { return nil }
        if value.type == Self.unicode {
            let text = Charset.converted(from: "UTF-16LE").utf8(from: octets[value.range])
            return Array(text.prefix { $0 != 0 })
        }
        return Charset.readable(octets[value.range].prefix { $0 != 0 }, named: charset).octets
    }

    // NamedPropSpec = PropNameSpace IDType ( PropID / NameLength Name )
    private static func skipName(_ reader: inout LittleEndianReader) -> Bool {
        guard reader.take(16) != nil, let kind = reader.number(octets: 4), let number = reader.number(octets: 4) else {
            return false
        }
        return kind == 0 || reader.take(number, alignment: 4) != nil
    }

    /// The value's octets, the first ones where there are several.
    private static func value(of type: Int, _ reader: inout LittleEndianReader) -> Range<Int>? {
        let isMultiple = type & 0x1000 != 0
        let size = fixedSizes[type & 0xFFF]
        var count = 1
        if isMultiple || size == nil {
            guard let number = reader.number(octets: 4), number <= maximumProperties else { return nil }
            count = number
        }
        var first: Range<Int>?
        for _ in 0..<count {
            guard let length = size ?? reader.number(octets: 4), let range = reader.take(length, alignment: 4) else {
                return nil
            }
            if first == nil { first = range }
        }
        return first ?? reader.position..<reader.position
    }

    /// Octets of each type that has always as many (MS-OXCDATA §2.11.1).
    private static let fixedSizes = [
        0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8, 0x48: 16,
    ]
}
