import CNcurses
import Glibc
import TerminalUI

/// What the process and terminfo know of the terminal.
enum TerminalSetup {
    static var environment: TerminalTraits.Environment {
        TerminalTraits.Environment(
            term: variable("TERM"), noColor: variable("NO_COLOR"), colorFGBG: variable("COLORFGBG"))
    }

    /// Takes the user's locale for characters, and UTF-8 where none is named or the named one is not installed.
    static func chooseLocale() {
        let named = ["LC_ALL", "LC_CTYPE", "LANG"].map(variable).first { !$0.isEmpty }
        guard let named else {
            setlocale(LC_CTYPE, "C.UTF-8")
            return
        }
        let wantsUTF8 = named.lowercased().hasSuffix("utf-8") || named.lowercased().hasSuffix("utf8")
        if setlocale(LC_CTYPE, "") == nil { setlocale(LC_CTYPE, wantsUTF8 ? "C.UTF-8" : "C") }
    }

    static func check() throws(TerminalError) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        let term = environment.term
        if term.isEmpty { throw .typeMissing }
        guard postern_check_terminal() == 1 else {
            throw ["dumb", "unknown"].contains(term) ? .tooSimple(term) : .typeUnknown(term)
        }
    }

    /// Name of the locale's character set.
    static var codeset: String { postern_codeset().map { String(cString: $0) } ?? "" }

    /// A capability's octets by its name in terminfo(5).
    static func capability(_ name: String) -> [UInt8]? {
        guard let value = postern_capability(name) else { return nil }
        return Array(UnsafeBufferPointer(start: value, count: strlen(value))).map { UInt8(bitPattern: $0) }
    }

    static var keyCapabilities: [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for (name, _) in KeyNames.terminfoNames { found[name] = capability(name) }
        return found
    }

    /// Attributes off, colours back, cursor shown, alternate screen left; without padding, which isn't needed any more.
    static var resetCapabilities: [String] {
        ["sgr0", "op", "cnorm", "rmcup"].compactMap { name in
            capability(name).map { String(decoding: $0, as: UTF8.self) }
        }.filter { !$0.contains("$<") }
    }

    /// The window as the kernel knows it, kept to what memory can hold; `nil` where it doesn't know.
    static var windowSize: Size? {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard postern_window_size(&columns, &rows) else { return nil }
        let limited = min(Int(columns), 10_000)
        return Size(columns: limited, rows: min(Int(rows), max(1, 1_000_000 / limited)))
    }

    private static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }
}
