"""Ten passages as papers print them, and what a reader would call their parts; the wording is invented."""

G = [
    (
        "cross-references and a bracket over a line's end",
        "12. Under Art. 6, paras. 1 and 2, the harbours of the league (i.e. those with more than two\n"
        "quays) would have to report twice a year. That is once too often.",
        [
            "12. Under Art. 6, paras. 1 and 2, the harbours of the league (i.e. those with more than two quays) would "
            "have to report twice a year.",
            "That is once too often.",
        ],
    ),
    (
        "a question quoted from a mail, and the answer below it",
        "> Should pilots be free to refuse?\n> Please give reasons.\nYes. Pilots know the water best.",
        ["Should pilots be free to refuse?", "Please give reasons.", "Yes.", "Pilots know the water best."],
    ),
    (
        "labelled question and answer",
        "Q4. Which of these rules would you keep?\nA4. The first. We would drop the rest, incl. the one on nets.",
        [
            "Q4. Which of these rules would you keep?",
            "A4. The first.",
            "We would drop the rest, incl. the one on nets.",
        ],
    ),
    (
        "nested lists with a lead-in of their own",
        "The league asks the council to:\n(i) widen the channel, provided that:\n    (a) the eel beds are spared; and\n"
        "    (b) no dredging takes place in May;\n(ii) drop the toll.",
        [
            "The league asks the council to:",
            "(i) widen the channel, provided that:",
            "(a) the eel beds are spared; and",
            "(b) no dredging takes place in May;",
            "(ii) drop the toll.",
        ],
    ),
    (
        "a letter",
        "Dear Ms. Okonjo,\nThank you for your letter of 3 Mar. 2024. We write on behalf of St. Brannoc Pilots Ltd. and "
        "its\nmembers.\nYours sincerely,\nA. B. Teal",
        [
            "Dear Ms. Okonjo,",
            "Thank you for your letter of 3 Mar. 2024.",
            "We write on behalf of St. Brannoc Pilots Ltd. and its members.",
            "Yours sincerely,",
            "A. B. Teal",
        ],
    ),
    (
        "a heading in capitals on its text",
        "SCOPE OF THE RULE\nThe rule covers boats over 12 m (approx. 40 ft.) in length. Smaller craft, e.g. punts, are "
        "exempt.",
        [
            "SCOPE OF THE RULE",
            "The rule covers boats over 12 m (approx. 40 ft.) in length.",
            "Smaller craft, e.g. punts, are exempt.",
        ],
    ),
    (
        "a section sign, money and shares",
        "§ 4 Fees\nThe fee rises from EUR 1.20 to EUR 1.45 per tonne, i.e. by 20.8 %. This is too much!",
        ["§ 4 Fees", "The fee rises from EUR 1.20 to EUR 1.45 per tonne, i.e. by 20.8 %.", "This is too much!"],
    ),
    (
        "words left out of a quotation",
        "The draft says: “Each harbour […] shall keep a log … and show it.” This goes too far; a monthly log would do.",
        [
            "The draft says: “Each harbour […] shall keep a log … and show it.”",
            "This goes too far; a monthly log would do.",
        ],
    ),
    (
        "a footnote's number, an address on the web and a number with its sign",
        "The fleet shrank by a third.12 See www.example.org/fleet.html for the figures. No. 7 of the annex lists "
        "every\nboat.",
        [
            "The fleet shrank by a third.12",
            "See www.example.org/fleet.html for the figures.",
            "No. 7 of the annex lists every boat.",
        ],
    ),
    (
        "dashes, one item over two lines",
        "We therefore propose\n– to keep the tide tables free of charge for every boat under\n  ten metres,\n"
        "– to pay pilots by the hour, and\n– to close the north quay in winter.",
        [
            "We therefore propose",
            "– to keep the tide tables free of charge for every boat under ten metres,",
            "– to pay pilots by the hour, and",
            "– to close the north quay in winter.",
        ],
    ),
]
