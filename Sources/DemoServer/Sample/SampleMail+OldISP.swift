extension SampleMail {
    /// The mailbox from long ago: POP3, downloaded and removed.
    static let oldISPMail: [SampleMessage] = [
        SampleMessage(
            mailbox: "INBOX", age: .days(1, hour: 8, minute: 8),
            template: #"""
                From: OldISP Customer Service <service@oldisp.example>
                To: amiller@oldisp.example
                Subject: Your mailbox is 96% full
                Date: {date}
                Message-ID: <quota.96@oldisp.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=us-ascii

                Dear customer,

                your mailbox (10 MB) is nearly full. Please download your messages.
                """#),
        // Eight-bit octets without a word of MIME, as mail programs once sent them.
        SampleMessage(
            mailbox: "INBOX", age: .days(60, hour: 23, minute: 50), encoding: .latin1,
            template: #"""
                From: René Dupré <rene@phare.example>
                To: amiller@oldisp.example
                Subject: Le phare d'Eckmühl, été
                Date: {date}
                Message-ID: <phare.2@phare.example>

                Chère Ann,

                le phare est à nouveau allumé. Tu peux grimper jusqu'à la lanterne,
                mais attention à la tête !

                René
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(1500, hour: 12, minute: 0),
            template: #"""
                From: postmaster@oldisp.example
                To: amiller@oldisp.example
                Subject: Welcome to OldISP
                Date: {date}
                Message-ID: <welcome@oldisp.example>

                Welcome! You have 10 megabytes. That is enough for a lifetime.

                .A line that begins with a dot, to see whether it arrives with one.
                .
                And one line was a dot alone.
                """#),
    ]
}
