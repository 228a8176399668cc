import Dispatch
import Glibc
import Programs

/// Another program that has the terminal, while this one waits.
struct ForegroundProgram: Sendable {
    /// The program, found as the shell finds it, and its arguments: never put together to a line by us.
    let words: [String]
    /// What it reads; nothing: the terminal.
    var input: [UInt8]?

    /// Runs it to its end.
    ///
    /// - Returns: Its exit status, 128 + the signal that ended it, or 127 and a reason where it could not be started.
    func run() async -> (status: Int, reason: String?) {
        let program = Program(words: words, inputs: input.map { [0: $0] } ?? [:], limit: nil, place: .terminal)
        do {
            return (try await program.run().status, nil)
        } catch {
            return (127, error.words)
        }
    }

    /// Waits until Enter is pressed, so that what a program has written can be read.
    static func waitForEnter(_ text: String) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let octets = Array(text.utf8)
                _ = write(STDOUT_FILENO, octets, octets.count)
                var octet: UInt8 = 0
                while true {
                    let count = read(STDIN_FILENO, &octet, 1)
                    if count < 0, errno == EINTR { continue }
                    if count <= 0 || octet == 0x0A { break }
                }
                continuation.resume()
            }
        }
    }
}

extension Program.Failure {
    /// A clause.
    var words: String {
        switch self {
        case .missing: "there is no such program"
        case .notStarted(let reason): reason
        case .tookTooLong: "it took too long"
        case .wroteTooMuch: "it wrote too much"
        case .cancelled: "interrupted"
        }
    }
}
