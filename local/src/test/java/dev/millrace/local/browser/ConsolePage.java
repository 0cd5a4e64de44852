package dev.millrace.local.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What people see of the console, and what they might miss.
 *
 * @param browser where somebody is signed in
 */
public record ConsolePage(Browser browser) {

  /** Controls that a screen reader has no name for. */
  private static final String NAMELESS =
      "[...document.querySelectorAll('main button, main a, main input, main select, main summary,"
          + " main [tabindex=\"0\"]')].filter((one) => one.offsetParent && !(one.innerText?.trim()"
          + " || one.ariaLabel || one.labels?.length)).map((one) => one.outerHTML.slice(0, 80))";

  /** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3). */
  private static final String LOW_CONTRAST =
      "(() => { const rgb = (text) => text.match(/[\\d.]+/g).map(Number);"
          + " const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92"
          + " : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);"
          + " const behind = (one) => { for (; one; one = one.parentElement) {"
          + " const c = rgb(getComputedStyle(one).backgroundColor); if (c.length < 4 || c[3] > 0) return c; }"
          + " return [255, 255, 255]; };"
          + " return [...document.querySelectorAll('body *')].filter((one) => one.offsetParent"
          + " && !one.disabled && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))"
          + ".filter((one) => { const a = light(rgb(getComputedStyle(one).color)), b = light(behind(one));"
          + " return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; })"
          + ".map((one) => one.tagName + ' ' + one.className + ' ' + one.innerText.slice(0, 30)); })()";

  /** Shows a view, such as quality/letters. */
  public void show(String view) {
    browser.ask("location.hash = '#/" + view + "'");
    browser.until("document.querySelector('main .view-" + view.split("/")[0] + "')");
  }

  /** Shows a view, and waits until it knows what it shows. */
  public void showWhole(String view) {
    show(view);
    browser.until("!document.body.innerText.includes('Asking')");
  }

  /** Cells of the row of that name of the table in a region. */
  public List<String> row(String region, String name) {
    return cells(region, "row.children[0].innerText === '" + name + "'");
  }

  /** Cells of the first row of the table in a region. */
  public List<String> firstRow(String region) {
    return cells(region, "true");
  }

  /** Controls without a name. */
  public List<String> nameless() {
    return texts(browser.ask(NAMELESS));
  }

  /** Texts that are hard to read. */
  public List<String> hardToRead() {
    return texts(browser.ask(LOW_CONTRAST));
  }

  /** What the browser complained about, but for keys that were refused as they should be. */
  public List<String> complaints() {
    return browser.complaints().stream().filter(one -> !one.contains("401")).toList();
  }

  private List<String> cells(String region, String condition) {
    return texts(
        browser.ask(
            "[...document.querySelectorAll('[aria-label=\""
                + region
                + "\"] tbody tr')].filter((row) => "
                + condition
                + ").slice(0, 1).flatMap((row) => [...row.children].map((cell) => cell.innerText))"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
