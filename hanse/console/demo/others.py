"""Partners, providers, prospects and those who left, for the demo; all invented, as the customers."""

from hanse.console.demo.shape import Firm, Person, Told

OTHERS = (
    Firm(
        "Halvorsen Consulting ApS", "user1", "Partner", "DK", "halvorsen-consulting.example",
        address="Nyhavnsgade 44\n9000 Aalborg", phone="+45 55 50 01 41",
        comments="Brings customers in Denmark and Norway; 10 % of the first year.",
        people=(Person("Mads Halvorsen", "Partner", "+45 55 50 01 42"), Person("Freja Juhl", "Project manager")),
        told=(Told(4, "call", "Two names for us: a hospital kitchen and a ferry line.", "Mads"),
              Told(48, "meeting", "Agreed on how leads are handed over.")),
    ),
    Firm(
        "Integra Sistemas del Sur S.L.", "manager1", "Partner", "ES", "integrasur.example",
        address="Avenida de la Innovación, 3\n41020 Sevilla", phone="+34 955 555 106",
        people=(Person("Macarena Olivares", "Directora comercial"), Person("Jacobo Reina", "Técnico")),
        told=(Told(10, "meeting", "They install, we support. First common customer starts in March.", "Macarena"),),
    ),
    Firm(
        "Blue Anchor Resellers", "user1", "Partner", "GB", "blueanchor.example",
        address="77 Dock Street\nLeith EH6 6LX", phone="+44 131 496 0177",
        people=(Person("Fergus Baird", "Sales"),),
        told=(Told(35, "call", "Asks for the new price list before the trade fair.", "Fergus"),),
    ),
    Firm(
        "Kupferdraht Hosting GmbH", "manager1", "Provider", "DE", "kupferdraht.example",
        address="Rechenzentrum Nord 1\n30159 Hannover", phone="+49 511 66969 150", days=14,
        comments="Our servers. Emergency number on the contract.",
        people=(Person("Technischer Dienst", "24 h", "+49 511 66969 151"), Person("Birte Ahlers", "Kundenbetreuung")),
        told=(Told(13, "note", "Maintenance window: first Sunday of the month, 02:00 to 05:00."),),
    ),
    Firm(
        "Papelería Industrial Ribera", "user1", "Provider", "ES", "papeleriaribera.example",
        address="Polígono La Vega, nave 12\n47008 Valladolid", phone="+34 983 555 190",
        people=(Person("Elvira Santos", "Pedidos"),),
    ),
    Firm(
        "Tremont Fleet Leasing", "admin", "Provider", "BE", "tremontfleet.example",
        address="Havenlaan 60\n1080 Brussel", phone="+32 2 555 01 33", days=30,
        people=(Person("Joris Peeters", "Account manager"),),
        told=(Told(29, "call", "Two vans go back in June; offer for electric ones follows.", "Joris"),),
    ),
    Firm(
        "Aldgate Translations LLP", "admin", "Provider", "GB", "aldgatetranslations.example",
        address="9 Jewry Court\nLondon EC3N 2EX", phone="+44 20 7946 0188",
        people=(Person("Beatriz Lomas", "Project desk"),),
    ),
    Firm(
        "Moravské Strojírny s.r.o.", "manager1", "Other", "CZ", "moravskestrojirny.example",
        address="Tovární 18\n602 00 Brno", phone="+420 555 010 160",
        comments="Met at the fair in Brno; not a customer yet.",
        custom={"Employees": "320", "Industry": "Manufacturing", "Branch": "Machines"},
        people=(Person("Radka Horáková", "Vedoucí údržby", "+420 555 010 161"),),
        told=(Told(6, "call", "Wants a trial for one hall. Sends the plan this week.", "Radka"),
              Told(15, "meeting", "First talk at the fair.")),
    ),
    Firm(
        "Saltmarsh Oyster Company", "user1", "Other", "IE", "saltmarshoysters.example",
        address="The Pier\nClarinbridge H91 KX2P",
        custom={"Employees": "22", "Industry": "Food", "Branch": "Fish"},
        people=(Person("Donal Keane", "Owner"),),
        told=(Told(3, "note", "Came through Brightwater Foods; call back in January.", "Donal"),),
    ),
    Firm(
        "Clínica Dental Aurora", "user1", "Other", "ES", "dentalaurora.example",
        address="Plaza Mayor, 4, 1º\n37002 Salamanca", phone="+34 923 555 143",
        custom={"Employees": "11", "Industry": "Health", "Branch": "Clinic"},
        people=(Person("Aurora Pizarro", "Directora médica"),),
        told=(Told(17, "call", "Compares us with two others; decides after the holidays.", "Aurora"),),
    ),
    Firm(
        "Granit Bau Lechtal", "manager1", "Ex-customer", "AT", "granitbau-lechtal.example",
        address="Steinbruchweg 2\n6600 Reutte", phone="+43 5672 5550 19",
        comments="Ended the contract when the quarry closed.",
        custom={"Customer since": "2015-01-05", "Employees": "27"},
        people=(Person("Alois Wechner", "Geschäftsführer", disabled=True),),
        told=(Told(210, "call", "Thanked for the years; may come back with a new site.", "Alois"),),
    ),
    Firm(
        "Pemberton Garden Centres", "user1", "Ex-customer", "GB", "pembertongardens.example",
        address="Old Nursery Road\nIpswich IP2 8SX", phone="+44 1473 496 012",
        comments="Taken over by a chain with its own department.",
        custom={"Customer since": "2016-04-18", "Employees": "140"},
        people=(Person("Lydia Fenwick", "Former IT manager", disabled=True),),
        told=(Told(160, "note", "All data handed back and deleted, confirmed in writing.", "Lydia"),),
    ),
)  # fmt: skip
