/// What a program has written to its terminal, cut into text, controls and sequences (ECMA-48 §5).
struct TerminalOutput {
    /// The kinds of controls and sequences: `CSI H`, `CSI ?1049h`, `OSC 52`, `ESC (B`, `C0 0D`.
    ///
    /// Numbers are part of it where they tell what is done (modes, strings), not where they count or colour.
    private(set) var kinds: Set<String> = []
    /// The whole of each sequence.
    private(set) var sequences: [String] = []

    private var scalars: String.UnicodeScalarView.SubSequence

    init(_ octets: [UInt8]) {
        let text = String(decoding: octets, as: UTF8.self)
        scalars = text.unicodeScalars[...]
        // The octets are UTF-8, or something was passed on as it came.
        if Array(text.utf8) != octets { kinds.insert("no UTF-8") }
        while let scalar = scalars.popFirst() {
            switch scalar.value {
            case 0x1B: readSequence()
            case 0x00..<0x20, 0x7F..<0xA0: kinds.insert("C0 or C1 " + String(scalar.value, radix: 16))
            case 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: kinds.insert("U+" + String(scalar.value, radix: 16))
            default: break
            }
        }
    }

    private mutating func readSequence() {
        guard let kind = scalars.popFirst() else { return note("ESC", "") }
        switch kind {
        case "[":
            let parameters = take { (0x20...0x3F).contains($0.value) }
            let final = scalars.popFirst().map(String.init) ?? ""
            let isMode = "hlcnqtu".contains(final) || parameters.contains { "<=>?!\"$' ".contains($0) }
            note("CSI " + (isMode ? parameters : "") + final, parameters)
        case "]", "P", "_", "^", "X", "k":
            let body = take { $0 != "\u{7}" && $0 != "\u{1B}" && $0 != "\u{9C}" }
            if scalars.popFirst() == "\u{1B}" { _ = scalars.popFirst() }
            note("string \(kind) \(body.prefix { $0.isNumber })", body)
        case "(", ")", "#", " ", "%": note("ESC \(kind)" + (scalars.popFirst().map(String.init) ?? ""), "")
        default: note("ESC \(kind)", "")
        }
    }

    private mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
        let taken = scalars.prefix(while: condition)
        scalars = scalars[taken.endIndex...]
        return String(taken)
    }

    private mutating func note(_ kind: String, _ body: String) {
        kinds.insert(kind)
        sequences.append(body)
    }
}
