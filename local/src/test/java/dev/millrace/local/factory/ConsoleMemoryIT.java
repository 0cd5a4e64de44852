package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.local.browser.Browser;
import dev.millrace.local.browser.ConsolePage;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.client.SteadyPace;
import dev.millrace.platform.runtime.Pause;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of predictions through every view of the console: what a page holds on to is bounded.
 * {@code -Dmillrace.console.minutes=60} holds it for an hour of steady load as well.
 */
@Tag("long")
class ConsoleMemoryIT {

  private static final String PIPELINE = "support-tickets-loop";
  private static final List<String> VIEWS =
      List.of("flow", "predictions", "quality", "cost", "models", "letters", "topics");

  /** The view in which the page is measured: it is full of what came last. */
  private static final String MEASURED = "predictions/" + PIPELINE;

  /** What a page may still grow by, once its lists are full. */
  private static final long GROWTH_BYTES = 2L << 20;

  private static final long GROWTH_NODES = 4_000;

  /** With what the factory needs to start, less than five minutes on two cores. */
  private static final Duration LOAD = Duration.ofMinutes(3);

  private static final int FEWEST_ROUNDS = 3;
  private static final int ROUNDS = 5;
  private static final int TICKETS_A_VIEW = 200;

  /** Of steady load; from 2 to 100. */
  private static final int MINUTES = Integer.getInteger("millrace.console.minutes", 0);

  private static final int TICKETS_A_SECOND = 20;

  /** The page is measured after each of so many parts: in an hour, every five minutes. */
  private static final int PARTS = 12;

  /**
   * Of an hour ten minutes, until the page has all that it ever keeps: of the flow's history 300
   * looks, one every two seconds.
   */
  private static final int FILLING = 2;

  private static final int HALF = (PARTS - FILLING) / 2;

  /**
   * What the middle of the second half may be above that of the first. Pages that hold on to
   * nothing differ by 0.3 MB from look to look, and middles of five looks by less. Between the
   * halves' middles 30,000 events of an hour come: to keep 18 bytes of each would be seen, and what
   * tells one event from another takes more.
   */
  private static final long HALVES_BYTES = 512L << 10;

  /** One node of a hundred events. */
  private static final long HALVES_NODES = 300;

  @TempDir private Path folder = Path.of("");
  @TempDir private Path profile = Path.of("");

  private final List<Long> heaps = new ArrayList<>();
  private final List<Long> nodes = new ArrayList<>();

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void keepsItsMemoryUnderLoad() throws Exception {
    signedIn(
        (browser, factory) -> {
          load(browser, factory);

          // The figures themselves, beside the verdict: a slow leak shows in their course first.
          System.out.println("bytes of the page's heap after each round: " + heaps);
          System.out.println("nodes of the page after each round: " + nodes);
          // The first round fills lists and compiles code.
          assertThat(last(heaps)).isLessThan(heaps.get(1) + GROWTH_BYTES);
          assertThat(last(nodes)).isLessThan(nodes.get(1) + GROWTH_NODES);
          // A leak of what those rounds bring would have been seen: some hundred bytes of each
          // prediction, or the rows that are no longer shown.
          leak(browser);
          assertThat(browser.heapBytes()).isGreaterThan(last(heaps) + GROWTH_BYTES);
          assertThat(browser.nodes()).isGreaterThan(last(nodes) + GROWTH_NODES);
        });
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
  void keepsItsMemoryForAsLongAsIsAsked() throws Exception {
    assumeTrue(MINUTES > 0, "not asked for: give -Dmillrace.console.minutes=60 for an hour");
    assertThat(MINUTES).as("millrace.console.minutes").isBetween(2, 100);
    signedIn(
        (browser, factory) -> {
          loadSteadily(browser, factory);

          assertThat(middle(heaps.subList(FILLING + HALF, PARTS)))
              .isLessThan(middle(heaps.subList(FILLING, FILLING + HALF)) + HALVES_BYTES);
          assertThat(middle(nodes.subList(FILLING + HALF, PARTS)))
              .isLessThan(middle(nodes.subList(FILLING, FILLING + HALF)) + HALVES_NODES);
          leak(browser);
          assertThat(browser.heapBytes()).isGreaterThan(last(heaps) + HALVES_BYTES);
          assertThat(browser.nodes()).isGreaterThan(last(nodes) + HALVES_NODES);
        });
  }

  private interface Load {
    void on(Browser browser, OpenFactory factory) throws Exception;
  }

  private void signedIn(Load load) throws Exception {
    Optional<Path> executable = Browser.installed();
    assumeTrue(
        executable.isPresent(),
        "no browser: install Debian's chromium, or name one in MILLRACE_BROWSER");
    try (OpenFactory factory = OpenFactory.in(folder, Map.of());
        Browser browser = Browser.start(executable.get(), profile)) {
      new SpecWriter(factory.running(), InstantSource.system())
          .apply(ExampleSpec.named(PIPELINE), "test");
      signIn(browser, factory);
      load.on(browser, factory);
    }
  }

  private void load(Browser browser, OpenFactory factory) throws Exception {
    ConsolePage page = new ConsolePage(browser);
    TicketTraffic tickets = new TicketTraffic(factory, PIPELINE, 2);
    Instant end = Instant.now().plus(LOAD);
    while (heaps.size() < FEWEST_ROUNDS || (heaps.size() < ROUNDS && Instant.now().isBefore(end))) {
      for (String view : VIEWS) {
        page.show(view);
        tickets.send(TICKETS_A_VIEW);
        // It stands in line behind them.
        factory.ask(
            PIPELINE,
            "round-" + heaps.size() + "-" + view,
            "{\"subject\":\"s\",\"body\":\"Where is my invoice?\"}");
      }
      page.show(MEASURED);
      measure(browser);
    }
  }

  /** Each part shows every view for as long as the others. */
  private void loadSteadily(Browser browser, OpenFactory factory) throws Exception {
    ConsolePage page = new ConsolePage(browser);
    TicketTraffic tickets = new TicketTraffic(factory, PIPELINE, 3);
    SteadyPace pace = new SteadyPace(1, () -> {}, Pause.sleeping(), System::nanoTime);
    List<String> views = new ArrayList<>(VIEWS);
    views.add(MEASURED);
    int secondsOfAPart = MINUTES * 60 / PARTS;
    int secondsOfAView = secondsOfAPart / views.size();
    Instant begin = Instant.now();
    for (int part = 1; part <= PARTS; part++) {
      for (int second = 0; second < secondsOfAPart; second++) {
        int view = second / secondsOfAView;
        if (second % secondsOfAView == 0 && view < views.size()) {
          page.show(views.get(view));
        }
        pace.next(() -> {});
        tickets.send(TICKETS_A_SECOND);
      }
      measure(browser);
      System.out.printf(
          "after %d s and %d tickets: %d bytes of the page's heap, %d nodes%n",
          Duration.between(begin, Instant.now()).toSeconds(),
          part * secondsOfAPart * TICKETS_A_SECOND,
          last(heaps),
          last(nodes));
    }
  }

  private void measure(Browser browser) {
    browser.until("document.querySelectorAll('tbody tr').length > 20");
    heaps.add(browser.heapBytes());
    nodes.add(browser.nodes());
  }

  private static void leak(Browser browser) {
    browser.ask(
        "window.leaked = Array.from({ length: 5000 }, (none, i) =>"
            + " [document.createElement('tr'), Array(200).fill(i)]), 0");
  }

  private static long last(List<Long> figures) {
    return figures.get(figures.size() - 1);
  }

  private static long middle(List<Long> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  private static void signIn(Browser browser, OpenFactory factory) {
    URI gateway = factory.running().address().gateway();
    browser.open(gateway);
    browser.ask("sessionStorage.setItem('millrace.key', '" + factory.running().key() + "')");
    browser.open(gateway);
    browser.until("document.querySelector('nav a[aria-current]')");
  }
}
