/// Time since a machine's start, which nobody can set.
package struct MachineTime: Hashable, Sendable {
    /// Names this start of the machine.
    package var boot: String
    /// Sleep counted in.
    package var secondsSinceBoot: Int64

    package init(boot: String, secondsSinceBoot: Int64) {
        self.boot = boot
        self.secondsSinceBoot = secondsSinceBoot
    }
}
