package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.domain.Identity;
import dev.millrace.lifecycle.RunBoard;
import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Order.Answer;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.json.RecordJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives an order about the run of a pipeline. */
@Command(mixinStandardHelpOptions = true)
final class ModelsOrderCommand implements Callable<Integer> {

  private final Output output;
  private final Order order;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "PIPELINE", description = "Whose run it is.")
  private String pipeline = "";

  @Option(names = "--json", description = "One JSON object: the action, the run and the versions.")
  private boolean json;

  ModelsOrderCommand(Output output, Order order) {
    this.output = output;
    this.order = order;
  }

  @Override
  public Integer call() throws IOException {
    Turn turn = give(data.factory(), pipeline, order);
    if (json) {
      output.answer(json(turn));
    } else {
      output.answer(text(turn));
    }
    return 0;
  }

  /** Carries an order out; one that is refused is told as a problem. */
  static Turn give(RunningFactory factory, String pipeline, Order order) throws IOException {
    Identity.problem("PIPELINE", pipeline)
        .ifPresent(
            problem -> {
              throw new CommandException(problem);
            });
    Answer answer =
        new RunBoard(factory.kafka(), factory.registry(), InstantSource.system())
            .give(pipeline, order, System.getProperty("user.name", "unknown"));
    if (answer instanceof Answer.Done done) {
      return done.turn();
    }
    if (answer instanceof Answer.Refused refused) {
      throw new CommandException("pipeline " + pipeline + ": " + refused.why());
    }
    if (answer instanceof Answer.Overtaken overtaken) {
      throw new CommandException("pipeline " + pipeline + ": " + overtaken.why());
    }
    throw new AssertionError(answer);
  }

  static ObjectNode json(Turn turn) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("action", turn.action());
    turn.run().ifPresent(run -> json.set("run", RecordJson.of(run)));
    json.set("versions", ModelsShadowCommand.array(turn.versions()));
    return json;
  }

  static String text(Turn turn) {
    StringBuilder text = new StringBuilder();
    turn.run().ifPresent(run -> text.append(ModelsRunsCommand.line(run)));
    for (ModelVersion version : turn.versions()) {
      text.append(text.length() == 0 ? "" : "\n").append(ModelsListCommand.line(version));
    }
    return text.toString();
  }
}
