package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.local.browser.Browser;
import dev.millrace.local.browser.ConsolePage;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.SpecWriter;
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
 */
@Tag("long")
class ConsoleMemoryIT {

  private static final String PIPELINE = "support-tickets-loop";
  private static final List<String> VIEWS =
      List.of("flow", "predictions", "quality", "cost", "models", "letters", "topics");

  /** What a page may still grow by, once its lists are full. */
  private static final long GROWTH_BYTES = 2L << 20;

  private static final long GROWTH_NODES = 4_000;

  /** With what the factory needs to start, less than five minutes on two cores. */
  private static final Duration LOAD = Duration.ofMinutes(3);

  private static final int FEWEST_ROUNDS = 3;
  private static final int ROUNDS = 5;
  private static final int TICKETS_A_VIEW = 200;

  @TempDir private Path folder = Path.of("");
  @TempDir private Path profile = Path.of("");

  private final List<Long> heaps = new ArrayList<>();
  private final List<Long> nodes = new ArrayList<>();

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void keepsItsMemoryUnderLoad() throws Exception {
    Optional<Path> executable = Browser.installed();
    assumeTrue(
        executable.isPresent(),
        "no browser: install Debian's chromium, or name one in MILLRACE_BROWSER");
    try (OpenFactory factory = OpenFactory.in(folder, Map.of());
        Browser browser = Browser.start(executable.get(), profile)) {
      new SpecWriter(factory.running(), InstantSource.system())
          .apply(ExampleSpec.named(PIPELINE), "test");
      signIn(browser, factory);

      load(browser, factory);

      // The figures themselves, beside the verdict: a slow leak shows in their course first.
      System.out.println("bytes of the page's heap after each round: " + heaps);
      System.out.println("nodes of the page after each round: " + nodes);
      // The first round fills lists and compiles code.
      long bytes = heaps.get(heaps.size() - 1);
      long count = nodes.get(nodes.size() - 1);
      assertThat(bytes).isLessThan(heaps.get(1) + GROWTH_BYTES);
      assertThat(count).isLessThan(nodes.get(1) + GROWTH_NODES);
      // A leak of what those rounds bring would have been seen: some hundred bytes of each
      // prediction, or the rows that are no longer shown.
      browser.ask(
          "window.leaked = Array.from({ length: 5000 }, (none, i) =>"
              + " [document.createElement('tr'), Array(200).fill(i)]), 0");
      assertThat(browser.heapBytes()).isGreaterThan(bytes + GROWTH_BYTES);
      assertThat(browser.nodes()).isGreaterThan(count + GROWTH_NODES);
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
      page.show("predictions/" + PIPELINE);
      browser.until("document.querySelectorAll('tbody tr').length > 20");
      heaps.add(browser.heapBytes());
      nodes.add(browser.nodes());
    }
  }

  private static void signIn(Browser browser, OpenFactory factory) {
    URI gateway = factory.running().address().gateway();
    browser.open(gateway);
    browser.ask("sessionStorage.setItem('millrace.key', '" + factory.running().key() + "')");
    browser.open(gateway);
    browser.until("document.querySelector('nav a[aria-current]')");
  }
}
