import TestKit

/// One fault at one place: the same for the same seed and number.
struct Point: Sendable, CustomStringConvertible {
    let seed: UInt64
    let number: Int
    let fault: Fault
    let setting: Setting
    private let protocols: String
    private let generator: SeededGenerator

    /// `services`: Protocols to choose from.
    init(seed: UInt64, number: Int, services: [Dovecot.Service]) {
        self.seed = seed
        self.number = number
        protocols = services.count > 1 ? "both" : "\(services.first ?? .pop3)"
        var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
        let service: Dovecot.Service =
            services.count > 1 ? (number % 5 == 4 ? .imap : .pop3) : services.first ?? .pop3
        let faults = Fault.allCases.filter { service == .pop3 || $0.isForIMAP }
        // First each once, so that a short run has them all; then those that hit at an octet more often.
        let rounds = 0..<(faults.map(\.weight).max() ?? 1)
        let order = rounds.flatMap { round in faults.filter { $0.weight > round } }
        fault = order[(services.count > 1 && service == .pop3 ? number - number / 5 : number) % order.count]
        let server = [Setting.Server.dovecot, .dovecotTLS, .embedded].randomElement(using: &generator) ?? .dovecot
        let isLarge = Int.random(in: 0..<8, using: &generator) == 0
        setting = Setting(
            server: fault.server ?? server, service: service,
            mode: service == .imap || Int.random(in: 0..<3, using: &generator) > 0
                ? .downloadAndRemove : .leaveOnServer,
            variant: isLarge ? 3 : Int.random(in: 0..<3, using: &generator))
        self.generator = generator
    }

    var description: String { "point \(number) of seed \(seed): \(fault) (\(setting))" }

    /// How to run it alone.
    var command: String { "Scripts/faults --seed \(seed) --point \(number) --protocol \(protocols)" }

    func run() -> Judgement {
        var generator = generator
        do { return try fault.play(in: setting, &generator) } catch { return .complaint("\(error)") }
    }
}
