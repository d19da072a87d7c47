/**
 * Domains at which anybody can have a mailbox: two people there are no colleagues. An unknown small provider among them only
 * costs a question to staff when its domain is missing here, so the list aims at the large and the long-lived ones.
 */

/** Brands with a domain in many countries: `yahoo.co.uk`, `hotmail.fr`, `gmx.at`. */
const BRANDS = new Set(
  'yahoo ymail rocketmail hotmail live outlook msn windowslive aol gmx gmail googlemail yandex proton protonmail tutanota'.split(
    ' ',
  ),
);

const DOMAINS = new Set(
  [
    // World-wide
    'icloud.com me.com mac.com mail.com email.com usa.com post.com zoho.com zohomail.com zohomail.eu zohomail.in fastmail.com fastmail.fm',
    'pm.me tutamail.com tuta.com tuta.io keemail.me hushmail.com hush.com hey.com duck.com pobox.com inbox.com lycos.com excite.com',
    'runbox.com mailfence.com startmail.com disroot.org riseup.net autistici.org countermail.com simplelogin.com mozmail.com ya.ru',
    'engineer.com consultant.com europe.com asia.com iname.com myself.com techie.com mailbox.org posteo.de posteo.net passmail.net',
    'privaterelay.appleid.com opayq.com anonaddy.com addy.io skiff.com mailo.com onmicrosoft.com murena.io e.email cock.li vivaldi.net opera.com',
    // North America
    'comcast.net verizon.net att.net sbcglobal.net bellsouth.net charter.net spectrum.net cox.net earthlink.net mindspring.com',
    'juno.com netzero.net netzero.com frontier.com frontiernet.net windstream.net optonline.net optimum.net roadrunner.com rr.com',
    'centurylink.net centurytel.net embarqmail.com q.com pacbell.net prodigy.net swbell.net ameritech.net netscape.net aim.com',
    'love.com ygm.com games.com wow.com compuserve.com cs.com suddenlink.net twc.com mchsi.com cableone.net tds.net hawaiiantel.net',
    'bell.net sympatico.ca rogers.com shaw.ca telus.net videotron.ca cogeco.ca eastlink.ca sasktel.net mts.net',
    // Britain and Ireland
    'btinternet.com btopenworld.com bt.com virginmedia.com virgin.net blueyonder.co.uk ntlworld.com talktalk.net talktalk.co.uk',
    'tiscali.co.uk sky.com o2.co.uk orange.net freeserve.co.uk plus.com plus.net plusnet.com fsmail.net supanet.com eircom.net',
    // German-speaking countries
    'web.de t-online.de freenet.de online.de arcor.de vodafone.de vodafonemail.de o2online.de o2mail.de kabelmail.de unitybox.de',
    'magenta.de 1und1.de mail.de email.de emailn.de alice.de alice-dsl.net netcologne.de ewetel.net ewe.net osnanet.de htp-tel.de',
    'kabelbw.de versanet.de onlinehome.de directbox.com aikq.de secure.mailbox.org systemli.org bluewin.ch hispeed.ch sunrise.ch',
    'swissonline.ch quickline.ch green.ch aon.at a1.net chello.at utanet.at inode.at kabsi.at liwest.at',
    // France, Belgium, Netherlands, Luxembourg
    'orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr numericable.fr bbox.fr aliceadsl.fr club-internet.fr cegetel.net',
    'skynet.be proximus.be telenet.be scarlet.be voo.be belgacom.net pandora.be ziggo.nl home.nl kpnmail.nl kpnplanet.nl planet.nl',
    'xs4all.nl hetnet.nl casema.nl quicknet.nl upcmail.nl chello.nl solcon.nl tele2.nl zonnet.nl online.nl pt.lu',
    // Southern Europe
    'libero.it virgilio.it alice.it tin.it tim.it tiscali.it fastwebnet.it inwind.it iol.it blu.it email.it poste.it aruba.it',
    'telefonica.net terra.es ono.com movistar.es orange.es ya.com euskalnet.net sapo.pt netcabo.pt clix.pt mail.telepac.pt iol.pt',
    'otenet.gr forthnet.gr hol.gr freemail.gr in.gr',
    // Northern Europe and the Baltic
    'telia.com bredband.net comhem.se spray.se tele2.se glocalnet.net home.se mail.dk jubii.dk tdcadsl.dk stofanet.dk ofir.dk',
    'online.no broadpark.no getmail.no lyse.net luukku.com suomi24.fi kolumbus.fi elisanet.fi pp.inet.fi saunalahti.fi netti.fi',
    'simnet.is mail.ee hot.ee online.ee inbox.lv inbox.lt one.lt apollo.lv',
    // Central and Eastern Europe
    'wp.pl o2.pl onet.pl op.pl interia.pl interia.eu poczta.onet.pl poczta.fm vp.pl gazeta.pl tlen.pl go2.pl autograf.pl spoko.pl',
    'seznam.cz email.cz centrum.cz post.cz volny.cz atlas.cz tiscali.cz azet.sk zoznam.sk centrum.sk post.sk pobox.sk',
    'freemail.hu citromail.hu t-online.hu indamail.hu upcmail.hu abv.bg mail.bg dir.bg net.hr vip.hr siol.net volja.net eunet.rs',
    'mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru xmail.ru hotbox.ru pochta.ru',
    'ukr.net i.ua meta.ua bigmir.net online.ua tut.by mail.kz',
    // Turkey, Middle East, Africa
    'mynet.com superonline.com ttmail.com walla.com walla.co.il bezeqint.net netvision.net.il 012.net.il zahav.net.il maktoob.com',
    'chmail.ir mailfa.com webmail.co.za mweb.co.za telkomsa.net vodamail.co.za iafrica.com absamail.co.za menara.ma',
    // Asia and the Pacific
    'qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com vip.126.com yeah.net 188.com sina.com sina.cn vip.sina.com sohu.com',
    'tom.com 21cn.com 139.com 189.cn wo.cn aliyun.com 263.net netvigator.com pchome.com.tw hinet.net seed.net.tw yam.com',
    'naver.com hanmail.net daum.net nate.com korea.com kakao.com docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp',
    'nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp excite.co.jp goo.jp infoseek.jp plala.or.jp rediffmail.com rediff.com',
    'indiatimes.com sify.com vsnl.net in.com singnet.com.sg starhub.net.sg pacific.net.sg tm.net.my streamyx.com bigpond.com',
    'bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au internode.on.net dodo.com.au westnet.com.au xtra.co.nz slingshot.co.nz',
    'orcon.net.nz vodafone.co.nz telkom.net vnn.vn',
    // Latin America
    'uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com oi.com.br zipmail.com.br superig.com.br',
    'prodigy.net.mx terra.com.mx telmex.com fibertel.com.ar speedy.com.ar arnet.com.ar ciudad.com.ar vtr.net entelchile.net cantv.net',
    'une.net.co etb.net.co adinet.com.uy',
    // Throw-away mailboxes
    'mailinator.com guerrillamail.com guerrillamail.net sharklasers.com 10minutemail.com temp-mail.org tempmail.com yopmail.com',
    'yopmail.fr trashmail.com trash-mail.com wegwerfmail.de byom.de spambog.com dispostable.com maildrop.cc getnada.com moakt.com',
    'throwawaymail.com fakeinbox.com mintemail.com mohmal.com tempr.email discard.email',
  ].flatMap((line) => line.split(' ')),
);

/** Whether anybody can have a mailbox at this domain (lower case), or at the one above it. */
export function isPublicProvider(domain: string): boolean {
  const labels = domain.split('.');
  const isBrand = BRANDS.has(labels[0] ?? '') && /^[a-z]+\.(?:[a-z]{2,4}|(?:co|com|net|ne)\.[a-z]{2})$/.test(domain);
  return isBrand || DOMAINS.has(domain) || (labels.length > 2 && DOMAINS.has(labels.slice(1).join('.')));
}
