import TerminalUI

/// xterm's SGR mouse reports: `CSI < button ; column ; row M`, with `m` for a release.
enum MouseReport {
    static func mouse(_ final: UInt8, _ octets: ArraySlice<UInt8>) -> MouseEvent? {
        guard final == UInt8(ascii: "M"), let parameters = Parameters(octets), parameters.count == 3 else { return nil }
        // From 1; the highest that terminals report is far below this limit.
        let place = 1...100_000
        guard place.contains(parameters[1]), place.contains(parameters[2]) else { return nil }
        let position = Position(column: parameters[1] - 1, row: parameters[2] - 1)
        // Shift, Meta and Control add 4, 8 and 16; a motion adds 32 and is nothing here.
        switch parameters[0] & ~28 {
        case 0: return MouseEvent(kind: .press, position: position)
        case 64: return MouseEvent(kind: .wheelUp, position: position)
        case 65: return MouseEvent(kind: .wheelDown, position: position)
        default: return nil
        }
    }
}
