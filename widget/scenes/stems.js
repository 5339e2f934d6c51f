// What a message is about: topics with the scenes that suit them, the things
// that fly in them, and the stems of their words in Russian and English.
//
// A stem matches a whole word. "кот~" also matches it with a usual ending
// (кота, коты, but not который), "косм*" with anything after it. Capitals
// and ё do not matter.

const TABLE = {
  birthday: { scenes: ["cake"], props: ["🎂", "🎁", "🎈"], words: "рожден* днюх* днюш* др именин* юбиле* birthday bday hbd anniversary" },
  cat: { scenes: ["cat"], props: ["paw", "fish"], words: "кот~ котик~ котейк~ котен* котят* котэ кошк~ кошеч* кошак~ киск~ мяу~ мур мурр* мурлык* cat~ kitt* meow~ purr~ neko" },
  dog: { scenes: ["cat"], props: ["paw", "🦴"], words: "пес псина пса псу псы псов песик~ собак* собач* щен* гав корги хаски dog~ doggo~ pup~ pupp* woof corgi" },
  space: { scenes: ["rocket"], props: ["star", "spark"], words: "косм* ракет* звезд* галакти* планет* вселен* луна луны луну луне орбит* марс~ нло инопланет* space rocket~ star stars galax* planet~ moon universe orbit mars alien~ ufo nasa spacex" },
  heart: { scenes: ["heart"], props: ["heart"], words: "люб лю любл* любов* любим* любви сердц* сердеч* обним* обожа* целу* чмок~ милы* нежн* влюб* love~ loving lovely heart~ hug~ kiss* adore~ darling crush valentine*" },
  raid: { scenes: ["raid"], props: ["bolt", "⚔️"], words: "рейд* набег~ викинг* штурм* атак* армия арми* войск* орда орды нашеств* врыва* raid~ raiding viking~ attack~ army horde invad* invasion charge" },
  win: { scenes: ["trophy"], props: ["star", "🏆"], words: "побед* выигр* чемпион* кубок~ кубк~ топ1 рекорд~ лучш* легенд* красав* молод* гений гени* win~ winner~ winning won victor* champion* trophy trophies gg ggwp record legend* best goat congrats congratulat* mvp" },
  sorry: { scenes: ["garden", "letter"], props: ["drop"], words: "прости простите простить прощ* извин* сорян сорри сори жаль печал* груст* слез* плач* sorry apolog* forgive~ sad~ tears cry crying" },
  music: { scenes: ["beat"], props: ["note"], words: "музык* песн* песен* трек~ мелоди* гитар* концерт~ рок рэп* реп танц* танцу* танец спой пою диджей dj music~ song~ track~ melod* guitar~ concert~ dance~ dancing sing singing band rap beat~ vinyl" },
  night: { scenes: ["night", "rocket"], props: ["star"], words: "ноч* ночк* сон сна сны сне спать сплю спи спок* вечер~ мечт* засып* night~ goodnight gn sleep* dream~ evening midnight" },
  money: { scenes: ["treasure"], props: ["coin"], words: "деньг* денег деньж* бабк~ бабло бабла богат* монет* золот* рубл* зарплат* лям~ миллион* донат* казн* money cash rich coin~ gold~ dollar~ salary million* dono~ donat* payday" },
  food: { scenes: ["cake"], props: ["🍕", "🍔", "🍩"], words: "еда еды еду едой покуша* куша* вкусн* пицц* бургер* шаурм* шаверм* печень* пельмен* суши обед~ ужин~ завтрак~ кофе чай~ чайк~ пиво пива food pizza~ burger~ taco~ sushi lunch dinner breakfast coffee tea snack~ hungry eat eating beer" },
  fire: { scenes: ["flame"], props: ["🔥", "spark"], words: "огон* огн* пламя пламен* жар жара жарк* горит гори горю пожар~ бомб~ бомбит бомбез* дракон* жги лава fire~ flame~ burn~ burning hot lit blaze dragon~ lava" },
  game: { scenes: ["arcade"], props: ["bolt", "🎮"], words: "игр~ игра игрок* игров* играть играю играй гейм* уровен* лвл босс~ боссфайт* квест~ лут хедшот~ фраг~ скилл~ катк~ нуб~ приставк* консол* game~ gaming gamer~ level~ boss~ quest~ loot headshot~ frag~ skill~ noob~ pixel~ arcade speedrun*" },
  sea: { scenes: ["raid", "treasure"], props: ["bubble", "fish"], words: "море моря морю морем морск* океан* волн~ волна рыб~ рыба рыбалк* кит~ акул* пляж~ корабл* пират* дельфин* sea ocean~ wave~ fish fishing whale~ shark~ beach ship~ pirate~ dolphin~ surf*" },
  flower: { scenes: ["garden"], props: ["petal", "leaf"], words: "цвет* цветоч* роз~ роза букет~ ромашк* тюльпан* весн* лето лета сад сада лес леса природ* flower~ rose~ bouquet~ tulip~ spring summer garden~ forest bloom*" },
  ghost: { scenes: ["night", "cat"], props: ["👻", "🎃"], words: "призрак* привиден* страш* ужас* хоррор~ хэллоуин* хеллоуин* жутк* монстр~ зомби вампир* бу ghost~ spook* scar* horror~ halloween monster~ zombie~ vampire~ boo creep*" },
  snow: { scenes: ["night", "letter"], props: ["❄️"], words: "снег~ снеж* зим* елк* елоч* мороз* рождеств* snow* winter christmas xmas newyear frost*" },
  rain: { scenes: ["letter"], props: ["drop"], words: "дожд* ливень ливн* гроз* туч~ rain* storm~ thunder*" },
};

const ENDINGS = "а|у|ю|я|е|ы|и|о|ой|ей|ом|ем|ам|ям|ами|ями|ах|ях|ов|ев|ь|ью|s|es|d|ed|er|ers|ing|y|ies|n|t";

function compile({ name, scenes, props = [], words }) {
  const stems = fold(words).split(/\s+/).map(expression).filter(Boolean);
  return { name, scenes, props, pattern: new RegExp(`^(?:${stems.join("|") || "(?!)"})$`, "u") };
}

const fold = (text) => String(text ?? "").toLowerCase().replace(/ё/g, "е");

function expression(stem) {
  const letters = stem.replace(/[^\p{L}\p{N}]/gu, "");
  if (!letters) return "";
  if (stem.endsWith("*")) return `${letters}.*`;
  return stem.endsWith("~") ? `${letters}(?:${ENDINGS})?` : letters;
}

const builtIn = Object.entries(TABLE).map(([name, topic]) => compile({ name, ...topic }));

/** The built-in table. */
export const stems = TABLE;

/**
 * Returns the topics of a message {name, scenes, props}: the streamer's own
 * first, then the one with the most words, then the earliest.
 */
export function topicsOf(message, own = []) {
  return [...found(own.map(compile), message), ...found(builtIn, message)];
}

function found(topics, message) {
  const words = fold(message).slice(0, 2000).match(/[\p{L}\p{N}]+/gu) ?? [];
  return topics
    .map((topic) => {
      const found = words.flatMap((word, i) => (topic.pattern.test(word) ? [i] : []));
      return { topic, count: found.length, first: found[0] };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.first - b.first)
    .map(({ topic }) => topic);
}
