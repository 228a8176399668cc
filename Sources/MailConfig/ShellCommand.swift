import Programs
import Secrets

/// Runs a command of the user's own configuration, or a program, for the secret it prints.
enum ShellCommand {
    /// What the command prints, at most ``SecretSource/limitInOctets``.
    ///
    /// Its standard input is empty and its standard error goes into the error, not onto the screen. It has no other
    /// open file of this process, and stays in the foreground, so that a command may ask on `/dev/tty`.
    static func output(of command: String, within limit: Duration) throws(SecretError) -> [UInt8] {
        try output(ofProgram: Program.shell(command), within: limit)
    }

    /// What a program prints that is started without a shell; `input` is what it reads.
    static func output(
        ofProgram words: [String], input: Secret? = nil, within limit: Duration
    ) throws(SecretError) -> [UInt8] {
        let program = Program(
            words: words, inputs: input.map { [0: $0.octets] } ?? [:],
            outputs: [1: SecretSource.limitInOctets, 2: SecretSource.limitInOctets], limit: limit, place: .foreground,
            cutsOutput: true)
        let ending: Program.Ending
        do {
            ending = try program.runNow()
        } catch {
            switch error {
            case .notStarted(let reason): throw .commandNotStarted(reason: reason)
            case .missing: throw .commandNotStarted(reason: "there is no \(words.first ?? "command")")
            case .tookTooLong, .wroteTooMuch, .cancelled: throw .commandTimedOut(limit)
            }
        }
        // A command that prints without end has printed its first line.
        guard ending.status == 0 || ending.isCut else {
            let complaint = (ending.output[2] ?? []).split(separator: 0x0A).last ?? []
            let line = String(decoding: complaint.prefix(200), as: UTF8.self)
            throw .commandFailed(status: ending.status, complaint: line)
        }
        return ending.output[1] ?? []
    }
}
