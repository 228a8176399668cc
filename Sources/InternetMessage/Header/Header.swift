/// The header of a message or of a body part (RFC 5322 §2.2): its fields, in their order.
///
/// The fields are ranges into the octets they came from; nothing is copied. Every
/// field is found by its name in any case.
package struct Header: Sendable {
    package struct Field: Hashable, Sendable {
        /// Without the colon.
        package let name: Range<Int>
        /// After the colon, with blanks and folds as they stand, without the last line end.
        package fileprivate(set) var value: Range<Int>

        init(name: Range<Int>, value: Range<Int>) {
            self.name = name
            self.value = value
        }

        mutating func extend(to end: Int) { value = value.lowerBound..<end }
    }

    /// What all ranges refer to: the header alone, or the message it stands in.
    package let octets: [UInt8]
    package let fields: [Field]
    /// The whole header with the empty line that ends it.
    package let range: Range<Int>

    /// Reads a header that stands at the beginning of `octets`; what follows it is left alone.
    package init(_ octets: [UInt8]) {
        let layout = octets.withUnsafeBufferPointer { buffer in
            HeaderParser(octets: buffer, end: buffer.count, lineEnd: octets.lineEnd).parse(from: 0)
        }
        self.init(octets: octets, layout: layout)
    }

    init(octets: [UInt8], layout: HeaderLayout) {
        self.octets = octets
        self.fields = layout.fields
        self.range = layout.range
    }

    /// The field's name as the message spells it.
    package func name(of field: Field) -> String { String(decoding: octets[field.name], as: UTF8.self) }

    /// The field's value as it stands, folds and encoded words included.
    package func rawValue(of field: Field) -> ArraySlice<UInt8> { octets[field.value] }

    /// The raw value of the first field of that name.
    package subscript(_ name: String) -> ArraySlice<UInt8>? {
        first(named: name).map { octets[$0.value] }
    }

    /// The raw values of all fields of that name.
    package func values(of name: String) -> [ArraySlice<UInt8>] {
        fields.filter { octets[$0.name].equalsIgnoringCase(name) }.map { octets[$0.value] }
    }

    /// The first field of that name, unfolded and decoded; empty where there is none.
    package func text(_ name: String) -> String { self[name].map { EncodedWord.decode($0) } ?? "" }

    private func first(named name: String) -> Field? {
        let length = name.utf8.count
        return fields.first { $0.name.count == length && octets[$0.name].equalsIgnoringCase(name) }
    }
}
