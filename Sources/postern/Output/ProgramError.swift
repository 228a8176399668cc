import ArgumentParser
import MailStore
import TerminalUI

/// What ended a command: one line for standard error, and a status for scripts (sysexits.h).
struct ProgramError: Error {
    enum Status: Int32 {
        case usage = 64
        case badData = 65
        case unreachable = 69
        case cannotCreate = 73
        case tryLater = 75
        case loginRefused = 77
        case badConfiguration = 78
    }

    let status: Status
    /// What happened.
    let what: String
    /// Where: a file and line, a host, an account.
    let place: String
    /// What the person can do about it.
    let advice: String

    /// In the form `WHAT (WHERE): WHAT TO DO`.
    var text: String {
        let place = place.isEmpty ? "" : " (\(place))"
        return advice.isEmpty ? what + place : "\(what)\(place): \(advice)"
    }

    var exitCode: ExitCode { ExitCode(status.rawValue) }
}

extension ProgramError {
    /// Puts the store's words and statuses into a line of the program's.
    init(_ error: StoreError) {
        let (status, advice): (Status, String) =
            switch error {
            case .diskFull, .readOnly: (.cannotCreate, "nothing is lost; try again when there is room")
            case .busy: (.tryLater, "try again later")
            default: (.badData, "")
            }
        self.init(status: status, what: error.description, place: "", advice: advice)
    }
}
