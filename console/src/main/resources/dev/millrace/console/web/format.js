// Numbers, money and times, as they are read.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What stands where nothing is known. */
export const NONE = "–";

export function count(number) {
  return number === null || number === undefined ? NONE : whole.format(number);
}

/** A number of something: "1 letter", "2 letters". */
export function counted(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** A rate: tenths below a hundred, whole above. */
export function rate(perSecond) {
  if (perSecond === null || perSecond === undefined) {
    return NONE;
  }
  return (perSecond < 100 ? tenths : whole).format(perSecond) + "/s";
}

export function percent(share, digits = 1) {
  return share === null || share === undefined ? NONE : (share * 100).toFixed(digits) + " %";
}

/** A figure with three significant digits. */
export function figure(value) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) {
    return value === null || value === undefined ? NONE : String(value);
  }
  const number = Number(value);
  if (number === 0) {
    return "0";
  }
  return Math.abs(number) < 0.001 ? number.toExponential(1) : String(Number(number.toPrecision(3)));
}

/** Dollars: with cents, and below one with the first three digits that count. */
export function dollars(amount) {
  if (amount === null || amount === undefined) {
    return NONE;
  }
  const number = Number(amount);
  if (number === 0) {
    return "$0";
  }
  const digits = Math.abs(number) >= 1 ? 2 : Math.min(12, 2 - Math.floor(Math.log10(Math.abs(number))));
  return "$" + number.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, "$1");
}

/** A time of today, or with its day. */
export function time(iso) {
  if (!iso) {
    return NONE;
  }
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  return (isToday ? "" : day.format(at) + ", ") + clock.format(at);
}

/** A span in its largest unit that fits. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) {
    return NONE;
  }
  const units = [[DAY, "d"], [HOUR, "h"], [MINUTE, "min"]];
  for (const [size, unit] of units) {
    if (seconds >= size) {
      return count(seconds / size) + " " + unit;
    }
  }
  return count(seconds) + " s";
}

export function millis(value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  return value < 1000 ? count(value) + " ms" : tenths.format(value / 1000) + " s";
}

/** A word of the API, as people write it: NOT_ENOUGH_DATA is "not enough data". */
export function words(name) {
  return name ? name.toLowerCase().replace(/[_-]/g, " ") : NONE;
}

/** A record of a topic: topic-partition@offset. */
export function place(origin) {
  return origin ? `${origin.topic}-${origin.partition}@${origin.offset}` : NONE;
}
