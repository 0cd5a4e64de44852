package dev.millrace.local.client;

import dev.millrace.console.letters.Brokers;
import dev.millrace.ingestion.client.ProducerSettings;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.local.factory.FactoryAddress;
import dev.millrace.local.factory.FactoryException;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryClient;

/**
 * A factory that runs, seen from outside.
 *
 * @param folder its folder
 * @param address where it listens
 * @param key API key of the tenant that the command line acts for
 * @param kafka how to talk to its brokers
 */
public record RunningFactory(
    DataFolder folder, FactoryAddress address, String key, KafkaConnection kafka)
    implements FactoryTopics {

  /**
   * Finds the factory of a folder.
   *
   * @throws FactoryException where none runs there
   */
  public static RunningFactory in(DataFolder folder) {
    FactoryAddress address =
        folder
            .running()
            .orElseThrow(
                () ->
                    new FactoryException(
                        "no factory is running in "
                            + folder.path()
                            + ": start one with ./millrace up, or name its folder with --data-dir"));
    String key =
        folder
            .existingKey()
            .orElseThrow(
                () ->
                    new FactoryException(
                        "the factory in " + folder.path() + " has no development.key"));
    return new RunningFactory(folder, address, key, KafkaConnection.plaintext(address.kafka()));
  }

  /** Both of them. */
  public Brokers brokers() {
    return new Brokers(kafka(), registry());
  }

  @Override
  public RegistryClient registry() {
    return RegistryAccess.open(address.registry()).open();
  }

  /** How to publish through its gateway. */
  public ProducerSettings publishing() {
    return Publishing.to(address.gateway(), key);
  }

  /** A reader of its endpoint's meter. */
  public MeterClient meter() {
    return new MeterClient(address.bedrock());
  }
}
