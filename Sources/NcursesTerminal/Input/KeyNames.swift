import TerminalUI

/// What the sequences of a terminal's keys mean: terminfo's names first, then what xterm, tmux, screen, the Linux
/// console, rxvt and kitty send for keys that terminfo has no names for.
struct KeyNames {
    enum Meaning: Hashable {
        case key(KeyEvent)
        case mouse(MouseEvent)
        case pasteStart
    }

    /// Keys of this terminal, by their octets.
    private let keys: [[UInt8]: KeyEvent]

    /// Takes over what terminfo says.
    ///
    /// - Parameter capabilities: A key's string by its name in terminfo(5), such as `kcuu1`.
    init(capabilities: [String: [UInt8]] = [:]) {
        var keys: [[UInt8]: KeyEvent] = [:]
        for (name, key) in Self.terminfoNames {
            guard let octets = capabilities[name], Self.isDecodable(octets) else { continue }
            keys[octets] = key
        }
        self.keys = keys
    }

    /// A key of one octet.
    func key(of octet: UInt8) -> KeyEvent {
        if let key = keys[[octet]] { return key }
        switch octet {
        case 0x00: return KeyEvent(.space, .control)
        case 0x09: return KeyEvent(.tab)
        case 0x0A, 0x0D: return KeyEvent(.enter)
        case 0x1B: return KeyEvent(.escape)
        case 0x01..<0x1B: return KeyEvent(.character(Character(Unicode.Scalar(octet + 0x60))), .control)
        case 0x1C..<0x20: return KeyEvent(.character(Character(Unicode.Scalar(octet + 0x40))), .control)
        case 0x20: return KeyEvent(.space)
        case 0x7F: return KeyEvent(.backspace)
        default: return KeyEvent(.character(Character(Unicode.Scalar(octet))))
        }
    }

    /// What a whole sequence means.
    ///
    /// - Parameter sequence: From ESC to its final octet.
    /// - Returns: `nil` for what no key sends: answers, focus reports, private sequences.
    func meaning(of sequence: [UInt8]) -> Meaning? {
        if let key = keys[sequence] { return .key(key) }
        guard sequence.count > 2, let final = sequence.last else { return nil }
        let middle = sequence[2..<sequence.count - 1]
        if sequence[1] == UInt8(ascii: "O") { return Self.singleShift(final, middle).map(Meaning.key) }
        if middle.first == UInt8(ascii: "<") { return MouseReport.mouse(final, middle.dropFirst()).map(Meaning.mouse) }
        if middle.first == UInt8(ascii: "[") { return Self.linuxFunction(final).map(Meaning.key) }
        guard let parameters = Parameters(middle) else { return nil }
        if final == UInt8(ascii: "~"), parameters[0] == 200 { return .pasteStart }
        return Self.controlSequence(final, parameters).map(Meaning.key)
    }

    /// The decoder finds only what begins as sequences do; two-octet strings would make Alt-A an arrow (vt52).
    private static func isDecodable(_ octets: [UInt8]) -> Bool {
        if octets.count == 1 { return octets[0] == 0x08 || octets[0] == 0x7F }
        guard octets.count > 2, octets[0] == 0x1B else { return false }
        return octets[1] == UInt8(ascii: "[") || octets[1] == UInt8(ascii: "O")
    }

    static let terminfoNames: [(String, KeyEvent)] =
        [
            ("kcuu1", KeyEvent(.up)), ("kcud1", KeyEvent(.down)), ("kcub1", KeyEvent(.left)),
            ("kcuf1", KeyEvent(.right)),
            ("khome", KeyEvent(.home)), ("kend", KeyEvent(.end)), ("kpp", KeyEvent(.pageUp)),
            ("knp", KeyEvent(.pageDown)),
            ("kich1", KeyEvent(.insert)), ("kdch1", KeyEvent(.delete)), ("kbs", KeyEvent(.backspace)),
            ("kent", KeyEvent(.enter)), ("kcbt", KeyEvent(.tab, .shift)),
        ] + (1...12).map { ("kf\($0)", KeyEvent(.function($0))) }
}

// The sequences themselves.
extension KeyNames {
    /// CSI with numbers: xterm's PC-style keys, VT220 editing keys, rxvt's and kitty's.
    private static func controlSequence(_ final: UInt8, _ parameters: Parameters) -> KeyEvent? {
        let modifiers = modifiers(parameters[1])
        switch final {
        case UInt8(ascii: "~"):
            if parameters[0] == 27 { return character(code: parameters[2], modifiers) }
            return editing(parameters[0]).map { KeyEvent($0, modifiers) }
        case UInt8(ascii: "^"): return editing(parameters[0]).map { KeyEvent($0, .control) }
        case UInt8(ascii: "$"): return editing(parameters[0]).map { KeyEvent($0, .shift) }
        case UInt8(ascii: "@"): return editing(parameters[0]).map { KeyEvent($0, [.control, .shift]) }
        case UInt8(ascii: "Z"): return KeyEvent(.tab, .shift)
        case UInt8(ascii: "a")...UInt8(ascii: "d"): return arrow(final - 0x20).map { KeyEvent($0, .shift) }
        // A release is no key.
        case UInt8(ascii: "u"): return parameters.isRelease ? nil : character(code: parameters[0], modifiers)
        // A cursor report looks like a modified F3.
        case UInt8(ascii: "R"): return nil
        default:
            guard parameters.count < 2 || parameters[0] == 1 else { return nil }
            return cursorKey(final).map { KeyEvent($0, modifiers) }
        }
    }

    /// SS3: cursor and keypad keys of VT100 (DECCKM, DECKPAM), rxvt's Control-arrows, F1 to F4.
    private static func singleShift(_ final: UInt8, _ middle: ArraySlice<UInt8>) -> KeyEvent? {
        guard let parameters = Parameters(middle) else { return nil }
        let modifiers = modifiers(parameters.count > 1 ? parameters[1] : parameters[0])
        switch final {
        case UInt8(ascii: "R"): return KeyEvent(.function(3), modifiers)
        case UInt8(ascii: "M"): return KeyEvent(.enter)
        case UInt8(ascii: "I"): return KeyEvent(.tab)
        case UInt8(ascii: "a")...UInt8(ascii: "d"): return arrow(final - 0x20).map { KeyEvent($0, .control) }
        // Keypad: * + , - . / 0 to 9.
        case UInt8(ascii: "j")...UInt8(ascii: "y"):
            return KeyEvent(.character(Character(Unicode.Scalar(final - 0x40))))
        default: return cursorKey(final).map { KeyEvent($0, modifiers) }
        }
    }

    private static func linuxFunction(_ final: UInt8) -> KeyEvent? {
        let number = Int(final) - Int(UInt8(ascii: "A")) + 1
        return (1...5).contains(number) ? KeyEvent(.function(number)) : nil
    }

    private static func arrow(_ final: UInt8) -> KeyEvent.Key? {
        switch final {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        default: nil
        }
    }

    private static func cursorKey(_ final: UInt8) -> KeyEvent.Key? {
        switch final {
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "S"): .function(4)
        default: arrow(final)
        }
    }

    /// Numbers of VT220's editing and function keys, with gaps where its keyboard had them.
    private static func editing(_ number: Int) -> KeyEvent.Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23, 24: .function(number - 12)
        default: nil
        }
    }

    /// xterm's modifier parameter: 1 + Shift 1 + Alt 2 + Control 4 + Meta 8.
    private static func modifiers(_ parameter: Int) -> KeyEvent.Modifiers {
        guard (2...16).contains(parameter) else { return [] }
        let bits = parameter - 1
        var modifiers: KeyEvent.Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & 10 != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    /// A key by its code point: xterm's modifyOtherKeys, kitty's CSI u.
    private static func character(code: Int, _ modifiers: KeyEvent.Modifiers) -> KeyEvent? {
        switch code {
        case 8, 127: return KeyEvent(.backspace, modifiers)
        case 9: return KeyEvent(.tab, modifiers)
        case 13: return KeyEvent(.enter, modifiers)
        case 27: return KeyEvent(.escape, modifiers)
        case 32: return KeyEvent(.space, modifiers.subtracting(.shift))
        default: break
        }
        // Kitty numbers keys without a character in the private use area.
        guard code > 32, !(0x80..<0xA0).contains(code), !(0xE000...0xF8FF).contains(code),
            let scalar = Unicode.Scalar(UInt32(code))
        else { return nil }
        let character = Character(scalar)
        let shifted = character.uppercased()
        let isShifted = modifiers.contains(.shift) && shifted.count == 1
        return KeyEvent(.character(isShifted ? Character(shifted) : character), modifiers.subtracting(.shift))
    }
}
