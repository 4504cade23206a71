"""What the public pages of a new installation say until an editor says it better."""

HOMES = {
    "ar": {
        "title": "الرئيسية",
        "headline": "كفاءة مثبتة، في كل وكالة وكل دوار",
        "lead": "منصة تكوين أطر التمويل الأصغر بالمغرب: دروس على الهاتف بالعربية والفرنسية، وشهادات يمكن لأي كان أن يتحقق منها.",
        "search_description": "منصة تكوين أطر التمويل الأصغر بالمغرب وشهاداتها.",
    },
    "fr": {
        "title": "Accueil",
        "headline": "Un savoir-faire prouvé, dans chaque agence et chaque douar",
        "lead": "La plateforme de formation du personnel de la microfinance au Maroc : des leçons sur téléphone, en arabe et en français, et des certificats que chacun peut vérifier.",
        "search_description": "Formation et certificats du personnel de la microfinance au Maroc.",
    },
    "en": {
        "title": "Home",
        "headline": "Proven skill, in every branch and every douar",
        "lead": "The training platform for the people of Moroccan microfinance: lessons on a phone, in Arabic and French, and certificates anyone can check.",
        "search_description": "Training and certificates for the people of Moroccan microfinance.",
    },
}

# Sector figures of people/data/institutions.json, with their source.
FIGURES = {
    "ar": (
        "القطاع بالأرقام",
        [("زبناء", "734\u202f000"), ("نقط بيع", "1\u202f673"), ("نساء", "47%")],
        "نهاية 2024. المصدر: بنك المغرب، تقرير الإشراف البنكي.",
    ),
    "fr": (
        "Le secteur en chiffres",
        [("Clients", "734\u202f000"), ("Points de vente", "1\u202f673"), ("Femmes", "47\u00a0%")],
        "Fin 2024. Source : Bank Al-Maghrib, rapport de supervision bancaire.",
    ),
    "en": (
        "The sector in figures",
        [("Clients", "734\u202f000"), ("Points of sale", "1\u202f673"), ("Women", "47%")],
        "End of 2024. Source: Bank Al-Maghrib, banking supervision report.",
    ),
}

CONTENTS = {
    "help": {
        "ar": (
            "مساعدة",
            "<h2>الدخول</h2><p>اكتب بريدك الإلكتروني أو رقم هاتفك أو رقمك المهني، ثم كلمة المرور. إن لم يكن لك حساب بعد، "
            "يسلمك مسؤول الموارد البشرية في مؤسستك ورقة فيها رمز التفعيل.</p>"
            "<h2>نسيت كلمة المرور</h2><p>إن كان لك بريد إلكتروني، اطلب رابطا جديدا من صفحة الدخول. وإلا فاطلب ورقة تفعيل "
            "جديدة من مسؤول الموارد البشرية.</p>"
            "<h2>معلومة خاطئة في ملفك</h2><p>الاسم والوكالة والمنصب يصححها مسؤول الموارد البشرية في مؤسستك.</p>"
            "<h2>التحقق من شهادة</h2><p>امسح الرمز المطبوع على الشهادة أو اكتب رقمها. لا حاجة إلى حساب.</p>",
        ),
        "fr": (
            "Aide",
            "<h2>Se connecter</h2><p>Indiquez votre e-mail, votre téléphone ou votre matricule, puis votre mot de passe. "
            "Pas encore de compte ? Le service des ressources humaines de votre institution vous remet une feuille avec un "
            "code d’activation.</p>"
            "<h2>Mot de passe oublié</h2><p>Si vous avez un e-mail, demandez un nouveau lien depuis la page de connexion. "
            "Sinon, demandez une nouvelle feuille d’activation aux ressources humaines.</p>"
            "<h2>Une erreur dans votre fiche</h2><p>Le nom, l’agence et le poste sont corrigés par les ressources humaines de "
            "votre institution.</p>"
            "<h2>Vérifier un certificat</h2><p>Scannez le code imprimé sur le certificat ou saisissez son numéro. Aucun compte "
            "n’est nécessaire.</p>",
        ),
        "en": (
            "Help",
            "<h2>Signing in</h2><p>Give your e-mail, phone or staff number, then your password. No account yet? Your "
            "institution’s HR officer hands you a slip with an activation code.</p>"
            "<h2>Forgotten password</h2><p>With an e-mail, ask for a new link on the sign-in page. Without one, ask HR for a "
            "new slip.</p>"
            "<h2>Something wrong in your details</h2><p>Name, branch and post are corrected by your institution’s HR officer.</p>"
            "<h2>Checking a certificate</h2><p>Scan the code printed on it or type its number. No account is needed.</p>",
        ),
    },
    "legal": {
        "ar": (
            "إشعار قانوني",
            "<p>تكوين منصة للتكوين والإشهاد لفائدة أطر التمويل الأصغر بالمغرب، يديرها مركز محمد السادس لدعم القروض الصغرى التضامنية.</p>"
            "<h2>معطياتك</h2><p>لا تظهر في السجل الوطني إلا بموافقتك، ويمكنك سحبها متى شئت. كل من اطلع على ملفك مسجل، وترى ذلك في حسابك. "
            "لك حق الاطلاع على معطياتك وتصحيحها، وفق القانون 09-08.</p>"
            "<h2>البرنامج</h2><p>تكوين برنامج حر، منشور برخصة GPL-3.0 أو ما بعدها.</p>",
        ),
        "fr": (
            "Mentions légales",
            "<p>Takwin est la plateforme de formation et de certification du personnel de la microfinance au Maroc, tenue par "
            "le Centre Mohammed VI de Soutien à la Microfinance Solidaire.</p>"
            "<h2>Vos données</h2><p>Vous n’apparaissez au registre national qu’avec votre accord, que vous pouvez retirer à tout "
            "moment. Chaque consultation de votre profil est notée et vous la voyez dans votre compte. La loi 09-08 vous donne "
            "le droit de consulter et de faire corriger vos données.</p>"
            "<h2>Le logiciel</h2><p>Takwin est un logiciel libre, publié sous licence GPL-3.0 ou ultérieure.</p>",
        ),
        "en": (
            "Legal notice",
            "<p>Takwin is the training and certification platform for the people of Moroccan microfinance, kept by the "
            "Mohammed VI Centre for the Support of Solidarity Microfinance.</p>"
            "<h2>Your data</h2><p>You appear in the national register only with your consent, which you may withdraw at any time. "
            "Every look at your profile is written down and shown in your account. Law 09-08 gives you the right to see and "
            "correct your data.</p>"
            "<h2>The software</h2><p>Takwin is free software, published under GPL-3.0 or later.</p>",
        ),
    },
}
