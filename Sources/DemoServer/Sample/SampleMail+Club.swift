import MailModel

extension SampleMail {
    /// The rowing club's small server, which keeps nothing: downloaded and removed over IMAP.
    static let clubMail: [SampleMessage] = [
        SampleMessage(
            mailbox: "INBOX", age: .minutes(70),
            template: #"""
                From: Rowing Club <rota@oars.example>
                To: club@oars.example
                Subject: =?utf-8?Q?=F0=9F=9A=A3_Rota_for_Sunday?=
                Date: {date}
                Message-ID: <rota.19@oars.example>
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="rota"

                --rota
                Content-Type: text/plain; charset=utf-8

                08:00  Swift     Ann, Tom, Lin, Grace; cox: Mei
                09:30  Heron     Ada, Alan, Priya, Jonas; cox: Sam
                --rota
                Content-Type: text/html; charset=utf-8

                <h3>Sunday</h3><table border="1">
                <tr><th>Time</th><th>Boat</th><th>Crew</th><th>Cox</th></tr>
                <tr><td>08:00</td><td>Swift</td><td>Ann, Tom, Lin, Grace</td><td>Mei</td></tr>
                <tr><td>09:30</td><td>Heron</td><td>Ada, Alan, Priya, Jonas</td><td>Sam</td></tr></table>
                --rota--
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(2, hour: 18, minute: 30),
            template: #"""
                From: "O'Neill, Grace (Treasurer)" <grace@oars.example>
                To: Members: ann@home.example, tom@home.example;
                Subject: Minutes of the meeting
                Date: {date}
                Message-ID: <minutes.4@oars.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="min"

                --min
                Content-Type: text/plain; charset=utf-8; format=flowed

                Minutes are attached. In short: we buy two oars, we do not buy a 
                piano, and the kettle is everybody's.

                --min
                Content-Type: text/plain; charset=us-ascii; name="minutes.txt"
                Content-Disposition: attachment; filename="minutes.txt"

                1. Oars: two, of spruce. Carried.
                2. Piano: no.
                3. Kettle: see 2 of last meeting.
                --min--
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(6, hour: 10, minute: 15), flags: [.seen],
            template: #"""
                From: Boathouse <boathouse@oars.example>
                To: club@oars.example
                Subject: Key to the boathouse
                Date: {date}
                Message-ID: <key.1@oars.example>

                Somebody has taken the key home again. It has a blue ribbon. So has
                the person who has it, probably.
                """#),
    ]
}
