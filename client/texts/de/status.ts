export const status = {
  connecting: { heading: 'Du kommst in den Raum …', text: '' },
  connectingLong: {
    heading: 'Du kommst immer noch in den Raum …',
    text: 'Der Server braucht länger, als er sollte. Die Seite versucht es weiter.',
  },
  waiting: { heading: 'Dein erster Blick wird gemalt …', text: '' },
  /** There was a picture, and it is fetched again. */
  pictureStopped: { heading: 'Das Bild ist stehen geblieben. Es wird neu geholt …', text: '' },
  unpainted: {
    heading: 'Das Bild lässt noch auf sich warten',
    text: 'Der Weg zum Server ist offen, aber er hat noch nichts für dich gemalt. Vielleicht ist er ausgelastet; das Bild erscheint von selbst.',
  },
  refused: {
    heading: 'Das Bild lässt noch auf sich warten',
    text: 'Der Server konnte das Bild noch nicht einrichten. Die Seite versucht es von selbst weiter.',
  },
  /** No picture gets through, for one of these reasons: before there was one, and after. */
  blocked: {
    never: {
      heading: 'Das Bild kommt nicht durch',
      text: 'Du bist im Raum, aber über WebRTC, das das Bild überträgt, ist nichts angekommen (UDP, oder TCP an dieselben Ports). Vielleicht hält eine Firewall oder ein VPN es auf.',
    },
    lost: {
      heading: 'Das Bild kommt nicht mehr durch',
      text: 'Es gab ein Bild, aber jetzt kommt über WebRTC nichts mehr. Vielleicht hat sich dein Netz geändert, oder eine Firewall oder ein VPN hält es neuerdings auf.',
    },
    iceFailed: {
      heading: 'Kein Weg zum Bild gefunden',
      text: 'Browser und Server haben jede Adresse versucht, die sie kennen, und keine hat geantwortet (ICE gescheitert). Vielleicht hält eine Firewall oder ein VPN das Bild auf, oder der Server nennt eine Adresse, die von hier nicht erreichbar ist.',
    },
    noFrames: {
      heading: 'Der Weg ist offen, aber es kommt kein Bild',
      text: 'Der Medienserver antwortet und der Raum malt, aber kein Bild ließ sich dekodieren. Vielleicht verliert das Netz große Pakete, wie manche VPNs es tun.',
    },
    remedy:
      'Versuch es ohne VPN oder in einem anderen Netz, etwa dem deines Handys. Wenn in deinem Netz niemand ein Bild bekommt, bitte den Betreiber des Servers, dessen Medienports zu öffnen oder TURN einzurichten. Die Seite versucht es weiter: Das Bild erscheint von selbst. Chat, Karte und Spielerliste gehen solange.',
  },
  unsupported: {
    webrtc: {
      heading: 'Dieser Browser kann das Bild nicht zeigen',
      text: 'WebRTC fehlt (RTCPeerConnection). Vielleicht ist es abgeschaltet: in den Einstellungen, durch eine Erweiterung oder durch den, der dieses Gerät verwaltet; aktuelle Versionen von Chrome, Edge, Firefox und Safari haben es.',
    },
    blocked: {
      heading: 'Dieser Browser darf das Bild nicht zeigen',
      text: 'WebRTC ist da, aber der Browser lässt diese Seite nicht daran (RTCPeerConnection). Eine Einstellung, eine Erweiterung oder eine Richtlinie dessen, der dieses Gerät verwaltet, verbietet es.',
    },
    vp8: {
      heading: 'Dieser Browser kann das Bild nicht dekodieren',
      text: 'Der Videocodec VP8 fehlt, mit dem jede Ansicht gesendet wird. Aktuelle Versionen von Chrome, Edge, Firefox und Safari haben ihn.',
    },
    remedy:
      'Chat, Karte und Spielerliste gehen hier. Öffne denselben Link in einem anderen Browser, um die Welt zu sehen.',
  },
  loopbackOnly:
    'Firefox spielt kein Video von einem Server ab, der keine andere Netzadresse hat als die dieses Computers selbst (127.0.0.1). Verbinde diesen Computer mit einem Netz, oder öffne die Seite in Chrome, Chromium oder Edge.',
  waitingForPlayers: {
    heading: 'Noch spielt niemand',
    text: 'Das Bild erscheint, sobald jemand einen Platz nimmt. Vielleicht du?',
  },
  waitingForSeat: {
    heading: 'Warten auf einen Platz',
    text: 'Du spielst mit, sobald einer frei ist.',
  },
  reconnecting: {
    closed: {
      heading: 'Verbindung verloren. Du kommst zurück …',
      text: 'Der Raum hält deinen Platz eine Weile frei. Die Seite versucht es von selbst weiter.',
    },
    silent: {
      heading: 'Verbindung verloren. Du kommst zurück …',
      text: 'Seit einigen Sekunden ist nichts vom Server gekommen. Die Seite versucht es von selbst weiter; ist dein Platz bis dahin weg, bekommst du einen anderen in der Nähe.',
    },
    offline: {
      heading: 'Verbindung verloren: Du bist offline',
      text: 'Dieses Gerät meldet, dass es kein Netz hat. Die Seite kommt von selbst zurück, sobald es eines gibt.',
    },
  },
  elsewhere: {
    heading: 'In einem anderen Tab fortgesetzt',
    text: 'Ein anderer Tab dieses Browsers hat deinen Platz im Raum übernommen. Spiel hier weiter, um ihn zurückzuholen.',
  },
  /** Said in addition where the page comes back by itself. */
  retries: 'Die Seite versucht es von selbst weiter.',
  full: {
    heading: 'Alle Plätze sind belegt',
    text: 'Auch alle Plätze in der Warteschlange. Geht jemand, bist vielleicht du als Nächstes dran.',
  },
  fullToWatch: {
    heading: 'Alle Zuschauerplätze sind belegt',
    text: 'Geht jemand, ist einer frei. Andere Räume findest du in der Lobby.',
  },
  denied: {
    denied: {
      heading: 'Dieser Link öffnet den Raum nicht',
      text: 'Bitte um einen neuen Link, oder wähl in der Lobby einen offenen Raum.',
    },
    invalid: {
      heading: 'Der Raum hat diese Seite nicht hereingelassen',
      text: 'Ändere in der Lobby deinen Namen und versuch es noch einmal.',
    },
    locked: {
      heading: 'Der Raum ist gesperrt',
      text: 'Du kannst zuschauen und es später noch einmal versuchen.',
    },
  },
  gone: {
    'room-gone': {
      heading: 'Dieser Raum ist geschlossen',
      text: 'Ein Raum schließt, wenn der letzte Spieler gegangen ist, oder wenn der Betreiber des Servers ihn schließt oder den Server neu startet. Mach einen neuen auf, oder wähl in der Lobby einen anderen.',
    },
    'server-gone': {
      heading: 'Der Server antwortet nicht',
      text: 'Vielleicht wurde er angehalten oder startet gerade neu, oder das Netz dazwischen ist gestört.',
    },
    'server-restarted': {
      heading: 'Der Server wurde neu gestartet',
      text: 'Er ist wieder da, aber dieser Raum ist dabei zu Ende gegangen. Mach einen neuen auf, oder wähl in der Lobby einen anderen.',
    },
    busy: {
      heading: 'Der Server ist ausgelastet',
      text: 'Er nimmt gerade niemanden mehr an. Versuch es gleich noch einmal.',
    },
    unconfirmed: {
      heading: 'Der Beitritt hat zu lange gedauert',
      text: 'Der Raum hat nicht rechtzeitig von dieser Seite gehört. Noch einmal beizutreten hilft meistens.',
    },
    'too-frequent': {
      heading: 'Der Raum hat die Verbindung beendet',
      text: 'Diese Seite hat mehr gesendet, als der Raum annimmt. Noch einmal beizutreten hilft meistens.',
    },
    kicked: {
      heading: 'Du wurdest aus diesem Raum geworfen',
      text: 'Der Host lässt diesen Browser nicht herein, bis er es wieder erlaubt. Andere Räume findest du in der Lobby.',
    },
    proxy: {
      heading: 'Der Weg zum Server ist für diese Seite nicht eingerichtet',
      text: 'Etwas zwischen dieser Seite und dem Server, wahrscheinlich ein Proxy, trennt die beiden. Der Betreiber des Servers kann das beheben:',
    },
    lost: {
      heading: 'Die Verbindung ist weg',
      text: 'Der Raum konnte deinen Platz nicht länger freihalten. Du kannst ihm neu beitreten.',
    },
    elsewhere: {
      heading: 'In einem anderen Tab fortgesetzt',
      text: 'Ein anderer Tab dieses Browsers hat deinen Platz im Raum übernommen.',
    },
  },
  /** Details of the card `gone.proxy`, where the server itself could not say them. */
  proxy: {
    answered: (status: number) =>
      `Ein Proxy auf dem Weg hat an Stelle des Servers mit ${status} geantwortet. Sein Betreiber muss prüfen, ob der Server läuft und ob die Adresse, an die der Proxy Anfragen weiterreicht, die des Servers ist.`,
    noWebSocket:
      'Kein WebSocket hat den Server erreicht, andere Anfragen aber schon. Der Proxy auf dem Weg muss die Header Upgrade und Connection weiterreichen, für jeden Pfad unterhalb der Seite.',
    cutOff:
      'Der Server hat den WebSocket angenommen, aber auf dem Rückweg wurde die Verbindung gekappt. Der Proxy auf dem Weg muss dessen Antwort (101 Switching Protocols) weiterreichen und die Verbindung offen lassen.',
  },
  notFound: { heading: 'Hier ist nichts', text: 'In der Lobby findest du die Räume, die allen offenstehen.' },
  actions: {
    lobby: 'Zur Lobby',
    watch: 'Lieber zuschauen',
    play: 'Platz nehmen',
    playHere: 'Hier weiterspielen',
    watchHere: 'Hier weiterschauen',
    retry: 'Noch einmal versuchen',
    rejoin: 'Neu beitreten',
  },
} as const;
