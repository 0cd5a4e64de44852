package dev.millrace.deploy;

import dev.millrace.deploy.stacks.Factory;
import dev.millrace.deploy.stage.StageException;
import dev.millrace.deploy.stage.StageReader;
import java.nio.file.Path;
import software.amazon.awscdk.App;

/**
 * The CDK app: {@code cdk synth} and {@code cdk deploy} run it with the context {@code stage}, the
 * name of a stage file.
 */
final class DeployApp {

  private static final String USUAL = "stages/production.yaml";

  private DeployApp() {}

  public static void main(String[] arguments) throws StageException {
    App app = Factory.app();
    Object file = app.getNode().tryGetContext("stage");
    Factory.addTo(app, StageReader.read(Path.of(file == null ? USUAL : String.valueOf(file))));
    app.synth();
  }
}
