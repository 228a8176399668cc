import Glibc

/// Feeds one part of the program with mutated octets, until it is told to stop or something is wrong.
///
///     mailfuzz TARGET SEED SECONDS SHARED_FILE SEED_FILE…    exit 0: the time is up; 3: slow; 4: memory
///     mailfuzz --once TARGET FILE                            one input; prints its milliseconds and megabytes
///     mailfuzz --speed FILE                                  how long a message takes, for Scripts/bench
///
/// Before each input is used it is written to the shared file, with its length in the first eight octets, so that
/// whoever started this has it when the process ends.
@main
enum Main {
    /// Limits that an input of 64 kB may not go beyond.
    private static let maximumMilliseconds = 1_000
    private static let maximumMegabytes = 200

    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 4, arguments[1] == "--once", let target = Target(rawValue: arguments[2]) {
            return once(target, arguments[3])
        }
        if arguments.count == 3, arguments[1] == "--speed", let octets = read(arguments[2]) {
            return print(Speed.report(octets))
        }
        guard arguments.count > 5, let target = Target(rawValue: arguments[1]), let seed = UInt64(arguments[2]),
            let seconds = Double(arguments[3]), let shared = SharedInput(arguments[4])
        else {
            print("usage: mailfuzz TARGET SEED SECONDS SHARED_FILE SEED_FILE…")
            exit(2)
        }
        let seeds = arguments[5...].compactMap(read).map { Array($0.prefix(Mutator.maximumOctets)) }
        var mutator = Mutator(seeds: seeds.isEmpty ? [[]] : seeds, words: target.words, seed: seed)
        let end = now(CLOCK_MONOTONIC) + Int(seconds * 1_000)
        var count = 0
        while now(CLOCK_MONOTONIC) < end {
            let input = mutator.next()
            shared.keep(input)
            // What never ends is ended by SIGVTALRM.
            var limit = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: 10, tv_usec: 0))
            setitimer(__itimer_which_t(ITIMER_VIRTUAL.rawValue), &limit, nil)
            let start = now(CLOCK_THREAD_CPUTIME_ID)
            target.run(input)
            count += 1
            if now(CLOCK_THREAD_CPUTIME_ID) - start > maximumMilliseconds { exit(3) }
            if megabytes > maximumMegabytes { exit(4) }
        }
        print(count)
    }

    private static func once(_ target: Target, _ path: String) {
        guard let octets = read(path) else { exit(2) }
        let before = megabytes
        let start = now(CLOCK_THREAD_CPUTIME_ID)
        target.run(octets)
        print("\(now(CLOCK_THREAD_CPUTIME_ID) - start) ms, \(megabytes) MB (\(before) MB before)")
    }

    private static func now(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }

    /// The most memory that the process had.
    private static var megabytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1_024
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return octets }
            octets += piece[..<count]
        }
    }
}

/// The input in use, in a file's memory, which outlives the process.
private struct SharedInput {
    private let memory: UnsafeMutableRawPointer

    init?(_ path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        let size = Mutator.maximumOctets + 8
        guard descriptor >= 0, ftruncate(descriptor, size) == 0,
            let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
        else { return nil }
        close(descriptor)
        self.memory = memory
    }

    func keep(_ input: [UInt8]) {
        memory.storeBytes(of: UInt64(input.count), as: UInt64.self)
        input.withUnsafeBytes { octets in
            if let start = octets.baseAddress {
                memory.advanced(by: 8).copyMemory(from: start, byteCount: octets.count)
            }
        }
    }
}
