package dev.millrace.local.cli;

import dev.millrace.local.factory.Factory;
import dev.millrace.local.factory.FactoryAddress;
import dev.millrace.local.factory.Ports;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the factory until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Runs the factory until Ctrl-C; started again, it goes on where it was.")
final class UpCommand implements Callable<Integer> {

  private static final long LOOK_MILLIS = 500;

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private PortOptions ports = new PortOptions();

  @Option(names = "--json", description = "One line of JSON when it is ready.")
  private boolean json;

  UpCommand(Output output) {
    this.output = output;
  }

  @Override
  @SuppressWarnings("try") // the signal works by being there
  public Integer call() {
    Ports where = ports.ports();
    where.requireFree();
    boolean isFirst = data.folder().existingKey().isEmpty();
    Factory.Plan plan = new Factory.Plan(data.folder(), where, System.getenv());
    try (StopSignal signal = new StopSignal(0);
        Factory factory = Factory.start(plan, InstantSource.system(), output::tell)) {
      tellReady(factory.address());
      if (isFirst) {
        tellKey();
      }
      while (true) {
        Optional<String> failure = factory.failure();
        if (failure.isPresent()) {
          output.tell("millrace: the factory stops, because it cannot go on: " + failure.get());
          return 1;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      return 0;
    } catch (RuntimeException e) {
      // Told to stop while a part was starting: what that part says of it is no failure.
      if (Thread.interrupted()) {
        return 0;
      }
      throw e;
    }
  }

  /** Once, and only to people: what machines read may be kept. */
  private void tellKey() {
    if (json) {
      output.tell("the API key is in " + data.folder().keyFile());
      return;
    }
    data.folder()
        .existingKey()
        .ifPresent(
            key ->
                output.answer(
                    "API key of tenant "
                        + Factory.Plan.TENANT
                        + ", shown this once and kept in "
                        + data.folder().keyFile()
                        + ": "
                        + key));
  }

  private void tellReady(FactoryAddress address) {
    if (json) {
      output.answer(address.json());
      return;
    }
    output.answer(
        String.format(
            "ready: gateway %s, Kafka %s, schema registry %s, Bedrock %s, S3 %s; data in %s",
            address.gateway(),
            address.kafka(),
            address.registry(),
            address.bedrock(),
            address.s3(),
            data.folder().path()));
    output.answer(
        String.format(
            "console: %s/ (sign in with the API key in %s)",
            address.gateway(), data.folder().keyFile()));
    output.answer("Ctrl-C stops it.");
  }
}
