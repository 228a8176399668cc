import MailModel

extension SampleMail {
    /// Drafts, Sent, Archive, Trash, and a folder with an umlaut in its name.
    static let workFolders: [SampleMessage] = [
        SampleMessage(
            mailbox: "Drafts", age: .days(1, hour: 17, minute: 58), flags: [.seen, .draft],
            template: #"""
                From: Ann Miller <ann@tidewater.example>
                To: Captain Bell <bell@ferry.example>
                Subject: Your berth and the fish market
                Date: {date}
                Message-ID: <draft.1@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Dear Captain Bell,

                you are right, and we are sorry. On the new sheet

                """#),
        SampleMessage(
            mailbox: "Sent", age: .days(2, hour: 22, minute: 15), flags: [.seen],
            template: #"""
                From: Ann Miller <ann@tidewater.example>
                To: printer@inkworks.example
                Subject: Sheet 12, hundred copies
                Date: {date}
                Message-ID: <copies.12@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Hello,

                please print a hundred copies of sheet 12 on the heavy paper.

                Ann Miller
                """#),
        SampleMessage(
            mailbox: "Archive", age: .days(45, hour: 10, minute: 0), flags: [.seen, .answered],
            template: #"""
                From: Priya Nair <priya@tidewater.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: Lead line or echo sounder?
                Date: {date}
                Message-ID: <sounder.1@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                For the pier I'd take the lead line. It's slow, but it doesn't argue
                with seaweed.
                """#),
        SampleMessage(
            mailbox: "Archive", age: .days(400, hour: 15, minute: 30), flags: [.seen],
            template: #"""
                From: Tidewater Personnel <people@tidewater.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: Welcome aboard, Ann
                Date: {date}
                Message-ID: <welcome.ann@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Welcome to Tidewater Charts! Your desk is by the window, the tide is free.
                """#),
        SampleMessage(
            mailbox: "Archive", age: .days(800, hour: 9, minute: 9), flags: [.seen, .flagged],
            template: #"""
                From: Cartographers' Guild <office@guild.example>
                To: ann@tidewater.example
                Subject: Your certificate
                Date: {date}
                Message-ID: <cert.19@guild.example>
                MIME-Version: 1.0
                Content-Type: application/pdf; name="certificate.pdf"
                Content-Disposition: attachment; filename="certificate.pdf"
                Content-Transfer-Encoding: base64

                {pdf}
                """#),
        SampleMessage(
            mailbox: "Trash", age: .days(8, hour: 11, minute: 11), flags: [.seen],
            template: #"""
                From: Copier, second floor <copier@tidewater.example>
                To: ann@tidewater.example
                Subject: Toner low
                Date: {date}
                Message-ID: <toner.77@tidewater.example>

                Toner is low. This message is sent once an hour.
                """#),
        SampleMessage(
            mailbox: "Projekte/Häfen", age: .days(14, hour: 14, minute: 14), flags: [.seen],
            template: #"""
                From: =?windows-1252?Q?J=FCrgen_Gro=DF?= <juergen@hafenamt.example>
                To: Ann Miller <ann@tidewater.example>
                Subject: =?utf-8?Q?Liegepl=C3=A4tze_im_M=C3=BChlenhafen?=
                Date: {date}
                Message-ID: <muehlenhafen.3@hafenamt.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Moin Ann,

                im Mühlenhafen gibt es jetzt 14 Liegeplätze; Platz 9 fällt bei Niedrigwasser trocken.

                Jürgen
                """#),
    ]
}
