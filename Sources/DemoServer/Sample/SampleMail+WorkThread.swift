import MailModel

extension SampleMail {
    /// Five people on one question, and a flowed answer with quotes.
    static let workThread: [SampleMessage] = [
        SampleMessage(
            mailbox: "INBOX", age: .days(3, hour: 9, minute: 12), flags: [.seen, .answered],
            template: #"""
                From: Jonas Lindqvist <jonas@tidewater.example>
                To: Ann Miller <ann@tidewater.example>, Priya Nair <priya@tidewater.example>
                Cc: Mei Tanaka <mei@tidewater.example>
                Subject: Depths on sheet 12
                Date: {date}
                Message-ID: <depths.1@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Hello all,

                the soundings for the old pier came in this morning. Sheet 12 says
                1.8 m at low water, the new figure is 1.1 m. Before we change a chart
                that people steer by, I'd like two more pairs of eyes:

                  North quay    4.2 m
                  Old pier      1.1 m   (was 1.8)
                  Ferry berth   6.0 m

                Who was out there with the lead line in spring?

                Jonas
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(3, hour: 10, minute: 40), flags: [.seen],
            template: #"""
                From: Priya Nair <priya@tidewater.example>
                To: Jonas Lindqvist <jonas@tidewater.example>
                Cc: Ann Miller <ann@tidewater.example>, Mei Tanaka <mei@tidewater.example>
                Subject: Re: Depths on sheet 12
                Date: {date}
                Message-ID: <depths.2@tidewater.example>
                In-Reply-To: <depths.1@tidewater.example>
                References: <depths.1@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Jonas Lindqvist wrote:
                > Who was out there with the lead line in spring?

                That was me, with Mei. 1.8 was measured two hours before low water;
                it's in the log, and I should have corrected it for the tide. Sorry!

                1.1 sounds right.

                Priya
                """#),
        SampleMessage(
            mailbox: "Sent", age: .days(3, hour: 11, minute: 5), flags: [.seen],
            template: #"""
                From: Ann Miller <ann@tidewater.example>
                To: Jonas Lindqvist <jonas@tidewater.example>
                Cc: Priya Nair <priya@tidewater.example>, Mei Tanaka <mei@tidewater.example>
                Subject: Re: Depths on sheet 12
                Date: {date}
                Message-ID: <depths.3@tidewater.example>
                In-Reply-To: <depths.1@tidewater.example>
                References: <depths.1@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                > I'd like two more pairs of eyes

                Here is one pair. The tide tables agree with Priya: take 1.1.

                Ann
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(2, hour: 8, minute: 55), flags: [.seen, .flagged],
            template: #"""
                From: Mei Tanaka <mei@tidewater.example>
                To: Ann Miller <ann@tidewater.example>
                Cc: Jonas Lindqvist <jonas@tidewater.example>, Priya Nair <priya@tidewater.example>
                Subject: Re: Depths on sheet 12
                Date: {date}
                Message-ID: <depths.4@tidewater.example>
                In-Reply-To: <depths.3@tidewater.example>
                References: <depths.1@tidewater.example> <depths.3@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no

                Ann Miller wrote:
                > Jonas Lindqvist wrote:
                >> I'd like two more pairs of eyes
                >
                > Here is one pair. The tide tables agree with Priya: take 1.1.

                And here is the other. I went through the whole log of that day and 
                corrected every sounding for the height of the tide; the old pier is 
                the only one that moves by more than a hand's breadth.

                This paragraph is flowed text (RFC 3676): it was sent in short lines, 
                each with a blank at its end, and a good reader sets it as wide as the 
                window is.

                > Who was out there with the lead line in spring?

                 - Priya held the line,
                 - I wrote the figures down,
                 - nobody looked at the clock.

                -- 
                Mei Tanaka
                Tidewater Charts, second floor
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .days(1, hour: 16, minute: 20),
            template: #"""
                From: Jonas Lindqvist <jonas@tidewater.example>
                To: Mei Tanaka <mei@tidewater.example>
                Cc: Ann Miller <ann@tidewater.example>, Priya Nair <priya@tidewater.example>
                Subject: Re: Depths on sheet 12
                Date: {date}
                Message-ID: <depths.5@tidewater.example>
                In-Reply-To: <depths.4@tidewater.example>
                References: <depths.1@tidewater.example> <depths.3@tidewater.example>
                 <depths.4@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Then 1.1 it is. Sheet 12 goes to the printer on {words 2}.

                Thank you, all three. And next time: the clock.

                Jonas
                """#),
        SampleMessage(
            mailbox: "INBOX", age: .minutes(52),
            template: #"""
                From: Priya Nair <priya@tidewater.example>
                To: charts@tidewater.example
                Subject: =?utf-8?B?8J+OiSBTaGVldCAxMiBpcyBwcmludGVk?=
                Date: {date}
                Message-ID: <printed.12@tidewater.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                The first hundred are here and they smell of ink. 🎉

                ☕ and cake in the map room at four. Bring a friend, bring a pen:
                whoever finds a mistake gets the biggest piece. 🍰🧭👩🏽‍💻
                """#),
    ]
}
