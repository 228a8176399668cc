import TerminalUI

/// Octets from a terminal to keys, without I/O or clocks.
///
///     ground ──ESC──▶ escape ──[──▶ control sequence ──final──▶ ground
///                       ├─────O──▶ single shift ──final──▶ ground
///                       ├─]P_^X──▶ string ──BEL, ESC \──▶ ground
///                       └─other──▶ Alt and that key
///
/// Whatever is not a key is swallowed whole (ECMA-48 §5.4, §5.6): what a terminal answers must never look
/// like keys. Where the octets are split makes no difference; only ``timeOut()`` tells Escape from the
/// beginning of a sequence.
struct KeyDecoder {
    enum State: Hashable {
        case ground
        case escape, singleShift, controlSequence
        /// `ESC [ [ A`: the Linux console's F1 to F5.
        case linuxFunction
        /// Coordinates of an old mouse report that must not become keys.
        case mouseReport(left: Int)
        case string, stringEscape
        case paste
        case character(left: Int)
    }

    /// How long to wait for the rest.
    enum Patience: Hashable {
        /// It may be the Escape key.
        case brief
        /// Only a broken sequence is this slow.
        case long
    }

    /// Longest sequence that is looked at; longer ones are swallowed.
    static let sequenceLimit = 64

    private(set) var state = State.ground
    /// The octets since ESC, or those of a character.
    private var sequence: [UInt8] = []
    /// A second ESC came before the sequence.
    private var hasAlt = false
    private var pasted = PasteCollector()
    private let names: KeyNames

    init(names: KeyNames = KeyNames()) {
        self.names = names
    }

    /// What a timer is needed for; `nil` where nothing is pending.
    var patience: Patience? {
        switch state {
        case .ground: nil
        case .escape, .singleShift: .brief
        default: .long
        }
    }

    mutating func decode(_ octets: some Sequence<UInt8>) -> [TerminalInput] {
        var inputs: [TerminalInput] = []
        for octet in octets { step(octet, &inputs) }
        return inputs
    }

    /// Nothing more came: ESC was the key, a paste is over, half a sequence is dropped.
    mutating func timeOut() -> [TerminalInput] {
        var inputs: [TerminalInput] = []
        switch state {
        case .escape:
            if hasAlt { inputs.append(.key(KeyEvent(.escape))) }
            inputs.append(.key(KeyEvent(.escape)))
        case .singleShift where sequence.count == 2:
            inputs.append(.key(KeyEvent(.character("O"), .alt)))
        case .paste:
            inputs.append(.paste(pasted.finish()))
        default: break
        }
        reset()
        return inputs
    }

    private mutating func step(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        switch state {
        case .ground: ground(octet, &inputs)
        case .escape: escape(octet, &inputs)
        case .singleShift: singleShift(octet, &inputs)
        case .controlSequence: controlSequence(octet, &inputs)
        case .linuxFunction: finish(with: octet, &inputs)
        case .mouseReport(let left): state = left > 1 ? .mouseReport(left: left - 1) : .ground
        case .string: string(octet, &inputs)
        case .stringEscape: stringEscape(octet, &inputs)
        case .paste:
            guard pasted.take(octet) else { return }
            inputs.append(.paste(pasted.finish()))
            reset()
        case .character(let left): character(octet, left: left, &inputs)
        }
    }

    private mutating func reset() {
        state = .ground
        sequence.removeAll(keepingCapacity: true)
        hasAlt = false
    }

    private mutating func collect(_ octet: UInt8) {
        if sequence.count <= Self.sequenceLimit { sequence.append(octet) }
    }

    private mutating func startEscape() {
        reset()
        state = .escape
        sequence.append(0x1B)
    }
}

// Keys of one octet or one character.
extension KeyDecoder {
    private mutating func ground(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        switch octet {
        case 0x1B: startEscape()
        case 0x00..<0x80: emit(names.key(of: octet), &inputs)
        case 0xC2..<0xE0: start(octet, left: 1)
        case 0xE0..<0xF0: start(octet, left: 2)
        case 0xF0..<0xF5: start(octet, left: 3)
        default: reset()  // Not UTF-8 (RFC 3629 §4): no key.
        }
    }

    private mutating func emit(_ key: KeyEvent, _ inputs: inout [TerminalInput]) {
        var key = key
        if hasAlt { key.modifiers.insert(.alt) }
        inputs.append(.key(key))
        reset()
    }

    private mutating func start(_ octet: UInt8, left: Int) {
        sequence = [octet]
        state = .character(left: left)
    }

    private mutating func character(_ octet: UInt8, left: Int, _ inputs: inout [TerminalInput]) {
        guard (0x80..<0xC0).contains(octet) else {
            reset()
            ground(octet, &inputs)
            return
        }
        sequence.append(octet)
        guard left == 1 else {
            state = .character(left: left - 1)
            return
        }
        let text = String(validating: sequence, as: UTF8.self)
        // C1 controls are no keys.
        guard let text, let character = text.first,
            !("\u{80}"..<"\u{A0}").contains(text.unicodeScalars[text.startIndex])
        else {
            reset()
            return
        }
        emit(KeyEvent(.character(character)), &inputs)
    }
}

// Sequences.
extension KeyDecoder {
    private mutating func escape(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        switch octet {
        case 0x1B:
            // A third ESC makes the first one a key; the second may still begin Alt and an arrow.
            if hasAlt { inputs.append(.key(KeyEvent(.escape))) }
            hasAlt = true
        case UInt8(ascii: "["):
            collect(octet)
            state = .controlSequence
        case UInt8(ascii: "O"):
            collect(octet)
            state = .singleShift
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            collect(octet)
            state = .string
        default:
            if hasAlt { inputs.append(.key(KeyEvent(.escape))) }
            reset()
            hasAlt = true
            ground(octet, &inputs)
        }
    }

    private mutating func singleShift(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        switch octet {
        case 0x30..<0x40: collect(octet)
        case 0x40..<0x7F: finish(with: octet, &inputs)
        default: abandon(octet, &inputs)
        }
    }

    private mutating func controlSequence(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        switch octet {
        case UInt8(ascii: "$") where isRxvtShift: finish(with: octet, &inputs)
        case 0x20..<0x40: collect(octet)
        case UInt8(ascii: "[") where sequence.count == 2:
            collect(octet)
            state = .linuxFunction
        case UInt8(ascii: "M") where sequence.count == 2:
            reset()
            state = .mouseReport(left: 3)
        case 0x40..<0x7F: finish(with: octet, &inputs)
        default: abandon(octet, &inputs)
        }
    }

    /// Whether `$` ends the sequence, as in rxvt's Shift-Delete `CSI 3 $`; terminals' answers have more before it.
    private var isRxvtShift: Bool {
        sequence.count > 2 && sequence.dropFirst(2).allSatisfy { (0x30..<0x3A).contains($0) }
    }

    /// A control or an octet that can't be: the sequence is given up, a control is a key of its own.
    private mutating func abandon(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        reset()
        // CAN and SUB say just that: give it up (ECMA-48 §8.3.6).
        if octet < 0x20, octet != 0x18, octet != 0x1A { ground(octet, &inputs) }
    }

    private mutating func finish(with final: UInt8, _ inputs: inout [TerminalInput]) {
        collect(final)
        let isTooLong = sequence.count > Self.sequenceLimit
        let meaning = isTooLong ? nil : names.meaning(of: sequence)
        let alt: KeyEvent.Modifiers = hasAlt ? .alt : []
        reset()
        switch meaning {
        case .key(let key): inputs.append(.key(KeyEvent(key.key, key.modifiers.union(alt))))
        case .mouse(let mouse): inputs.append(.mouse(mouse))
        case .pasteStart: state = .paste
        case nil: break
        }
    }

    private mutating func string(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        switch octet {
        case 0x07: finishString(&inputs)
        case 0x18, 0x1A: reset()
        case 0x1B: state = .stringEscape
        default: collect(octet)
        }
    }

    private mutating func stringEscape(_ octet: UInt8, _ inputs: inout [TerminalInput]) {
        if octet == UInt8(ascii: "\\") {
            finishString(&inputs)
        } else {
            startEscape()
            escape(octet, &inputs)
        }
    }

    private mutating func finishString(_ inputs: inout [TerminalInput]) {
        if sequence.count <= Self.sequenceLimit, let luminance = BackgroundAnswer.luminance(in: sequence) {
            inputs.append(.background(luminance: luminance))
        }
        reset()
    }
}
