import Programs
import Testing

@Suite("other programs")
struct ProgramTests {
    private func sh(
        _ command: String, _ inputs: [Int32: [UInt8]] = [:], room: Int = 1 << 20, limit: Duration = .seconds(30)
    ) -> Program {
        Program(words: Program.shell(command), inputs: inputs, outputs: [1: room], limit: limit)
    }

    private func text(_ ending: Program.Ending) -> String { String(decoding: ending.output[1] ?? [], as: UTF8.self) }

    @Test(
        "ends with its status, or 128 and the signal that ended it",
        arguments: [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -TERM $$", 143)])
    func status(_ command: String, _ status: Int) async throws {
        #expect(try await sh(command).run().status == status)
    }

    @Test("reads and writes at once, more than a pipe holds")
    func exchange() async throws {
        let octets = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }
        let ending = try await sh("cat", [0: octets], room: octets.count).run()
        #expect(ending.output[1] == octets)
        #expect(ending.status == 0 && !ending.isCut)
    }

    @Test("what it does not read is no failure")
    func indifferent() async throws {
        let ending = try await sh("exec <&-; echo done", [0: [UInt8](repeating: 0, count: 1 << 20)]).run()
        #expect(text(ending) == "done\n")
    }

    @Test("has the descriptors it is to have, and no other of ours")
    func descriptors() async throws {
        let program = Program(
            words: Program.shell("cat <&4 >&3; ls -1 /proc/self/fd | wc -l; cat"), inputs: [4: Array("four".utf8)],
            outputs: [1: 100, 3: 100], limit: .seconds(30))
        let ending = try await program.run()
        #expect(ending.output[3] == Array("four".utf8))
        // 0 to 4, and that of the folder itself.
        #expect(text(ending) == "6\n")
    }

    @Test("arguments and variables come as they are")
    func arguments() async throws {
        var program = sh("")
        program.words = Program.shell(#"printf '%s|' "$@" "$MADE""#, ["a b", "$(id)", "';", ""])
        program.environment = ["MADE": "`x`"]
        #expect(text(try await program.run()) == "a b|$(id)|';||`x`|")
    }

    @Test("writing more than it may is a failure, or its end where that much is enough")
    func excess() async throws {
        var program = sh("yes", room: 10_000)
        await #expect(throws: Program.Failure.wroteTooMuch) { try await program.run() }
        program.cutsOutput = true
        let ending = try await program.run()
        #expect(ending.isCut && ending.output[1]?.count == 10_000)
    }

    @Test("takes no longer than it may, with all that it has started")
    func slow() async {
        await #expect(throws: Program.Failure.tookTooLong) {
            try await sh("sleep 30 | sleep 30", limit: .milliseconds(50)).run()
        }
    }

    @Test("whoever else holds its pipes is not waited for")
    func heirs() async throws {
        let ending = try await sh("sleep 30 & echo here").run()
        #expect(text(ending) == "here\n")
    }

    @Test("ends with the task that waits for it")
    func cancelled() async {
        let task = Task { () -> Result<Program.Ending, Program.Failure> in
            do throws(Program.Failure) { return .success(try await sh("sleep 30").run()) } catch {
                return .failure(error)
            }
        }
        task.cancel()
        guard case .failure(.cancelled) = await task.value else {
            Issue.record("it went on")
            return
        }
    }

    @Test("one that is not there, and one that is none")
    func missing() {
        let program = Program(words: ["/nonexistent/program", "x"], limit: .seconds(1))
        #expect(throws: Program.Failure.missing) { try program.runNow() }
        #expect(throws: Program.Failure.notStarted(reason: "Permission denied")) {
            try Program(words: ["/etc"], limit: .seconds(1)).runNow()
        }
    }
}
