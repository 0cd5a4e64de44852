package dev.millrace.local.cli;

import dev.millrace.local.factory.Ports;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where a factory listens. */
final class PortOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @ArgGroup(exclusive = true)
  private @Nullable All all;

  @Option(names = "--gateway-port", paramLabel = "N", description = "Gateway (default: 8080).")
  private @Nullable Integer gateway;

  @Option(names = "--kafka-port", paramLabel = "N", description = "Kafka (default: 9092).")
  private @Nullable Integer kafka;

  @Option(
      names = "--registry-port",
      paramLabel = "N",
      description = "Schema registry (default: 8081).")
  private @Nullable Integer registry;

  @Option(names = "--bedrock-port", paramLabel = "N", description = "Bedrock (default: 8088).")
  private @Nullable Integer bedrock;

  @Option(
      names = "--s3-port",
      paramLabel = "N",
      description = "S3 (default: the one behind Bedrock's, 8089).")
  private @Nullable Integer s3;

  /** Moves all ports, or takes free ones. */
  static final class All {
    @Option(
        names = "--port-offset",
        paramLabel = "N",
        description = "Moves all ports by this number.")
    private @Nullable Integer offset;

    @Option(names = "--free-ports", description = "Takes whatever ports are free.")
    private boolean free;
  }

  Ports ports() {
    try {
      Ports base =
          all == null
              ? Ports.offset(0)
              : all.free ? Ports.free() : Ports.offset(Optional.ofNullable(all.offset).orElse(0));
      return new Ports(
          Optional.ofNullable(gateway).orElse(base.gateway()),
          Optional.ofNullable(kafka).orElse(base.kafka()),
          Optional.ofNullable(registry).orElse(base.registry()),
          Optional.ofNullable(bedrock).orElse(base.bedrock()),
          Optional.ofNullable(s3).orElse(bedrock == null ? base.s3() : Ports.s3Beside(bedrock)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
