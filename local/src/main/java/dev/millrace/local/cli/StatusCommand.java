package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.FactoryPicture;
import dev.millrace.local.factory.FactoryException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how the factory stands, once or again and again. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how the factory stands: jobs, topics, groups, calls, money, quality, models, alerts.",
      "Exits with 1 where a job has failed or is impaired, the brokers do not answer, or a critical"
          + " alert fires."
    })
final class StatusCommand implements Callable<Integer> {

  /** Whether answers go to a terminal; set by the start script, which can ask the system. */
  private static final String SHOWN = "millrace.shown";

  private static final String HOME = "\033[H";
  private static final String REST_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";
  private static final long SECOND = 1_000;

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(
      names = "--watch",
      description = "On a terminal: again every few seconds, in the same place, until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Seconds between two looks of --watch (default: ${DEFAULT-VALUE}).")
  private int every = 5;

  @Option(names = "--json", description = "One JSON object, once.")
  private boolean json;

  StatusCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    FactoryPicture picture = new FactoryPicture(data.factory(), InstantSource.system());
    if (json) {
      ObjectNode looked = picture.look();
      List<String> ailments = StatusText.ailments(looked);
      ArrayNode why = looked.putArray("ailments");
      ailments.forEach(why::add);
      output.answer(looked.put("healthy", ailments.isEmpty()));
      return exit(ailments);
    }
    // Not where the text goes to a file or another program: there is no place to go back to.
    if (!watch || !Boolean.getBoolean(SHOWN)) {
      ObjectNode looked = picture.look();
      StatusText.of(looked).forEach(output::stream);
      output.flush();
      return exit(StatusText.ailments(looked));
    }
    while (true) {
      output.stream(screen(lines(picture)));
      output.flush();
      Thread.sleep(Math.max(1, every) * SECOND);
    }
  }

  /** Whoever watches wants to see it come back. */
  private static List<String> lines(FactoryPicture picture) throws InterruptedException {
    try {
      return StatusText.of(picture.look());
    } catch (IOException | FactoryException | KafkaException e) {
      return List.of("NOT WELL, it does not answer: " + MillraceCommand.sentence(e));
    }
  }

  /** Written over what was there before, so that nothing flickers. */
  static String screen(List<String> lines) {
    StringBuilder screen = new StringBuilder(HOME);
    lines.forEach(line -> screen.append(line).append(REST_OF_LINE).append('\n'));
    return screen.append(REST_OF_SCREEN).toString();
  }

  private static int exit(List<String> ailments) {
    return ailments.isEmpty() ? 0 : 1;
  }
}
