"""The four pillars of the dialogue model, each with what it is about and what one can ask.

The names are the model's; the sentences are ours. It is help: nobody has to use it.
"""

from frameworks.definitions.axes import PILLAR, names

SOURCE = "https://www.kwaliteitsnetwerk-mbo.nl/instellingsdialoog/"
PILLARS = {
    "value": (
        "Waar het onderwijs voor is: wat studenten, werk en samenleving eraan hebben.",
        [
            "Voor wie maakt dit verschil, en waaraan merkt die dat over vijf jaar?",
            "Wat zou de samenleving missen als wij hiermee stopten?",
        ],
    ),
    "professionals": (
        "Wie het doen: wat jullie als vakmensen kunnen, nodig hebben en van elkaar leren.",
        [
            "Wat kunnen wij hier goed in, en van wie in het team leren we dat?",
            "Welke ruimte hebben we nodig om dit naar eigen inzicht te doen?",
        ],
    ),
    "stakeholders": (
        "Wie erbij horen: studenten, bedrijven, ouders en andere scholen, en wat zij verwachten.",
        [
            "Wie zit hier niet aan tafel, en wat zou die nu zeggen?",
            "Waar botsen de wensen van twee groepen, en hoe kiezen wij dan?",
        ],
    ),
    "account": (
        "Hoe jullie laten zien wat je doet: eerlijk vertellen wat er lukt en wat niet.",
        [
            "Aan wie vertellen wij hierover, en wat willen die echt weten?",
            "Welk verhaal hoort bij de cijfers die anderen van ons zien?",
        ],
    ),
}


def pillars_of(question):
    return [
        (name, *PILLARS[code])
        for code, name in names(PILLAR)
        if code in question["axes"].get(PILLAR, ())
    ]
