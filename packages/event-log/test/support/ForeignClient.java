// Kafka's own Java client: where it puts keys, and records that it compresses, for tests that compare ours with it.

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

public class ForeignClient {
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("partitions")) partitions(arguments);
    else produce(arguments[1], arguments[2], arguments[3], Integer.parseInt(arguments[4]));
  }

  static void partitions(String[] arguments) {
    int count = Integer.parseInt(arguments[1]);
    StringBuilder output = new StringBuilder();
    for (int index = 2; index < arguments.length; index += 1) {
      byte[] key = arguments[index].getBytes(StandardCharsets.UTF_8);
      output.append(Utils.toPositive(Utils.murmur2(key)) % count).append('\n');
    }
    System.out.print(output);
  }

  // Prints for each record the partition and the offset that it was given. A transaction ends in a control record, which readers never see.
  static void produce(String brokers, String topic, String compression, int count) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("compression.type", compression);
    settings.put("linger.ms", "50");
    settings.put("transactional.id", "foreign-" + topic);
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      for (int round = 0; round < 3; round += 1) {
        producer.beginTransaction();
        for (int index = 0; index < count; index += 1) {
          String text = (round == 1 ? "aborted-" : "r") + (round * count + index) + "-" + "x".repeat(200);
          var record = new ProducerRecord<>(topic, index % 7 == 6 ? null : "key-" + index, text);
          record.headers().add("ce_id", ("id-" + index).getBytes(StandardCharsets.UTF_8));
          producer.send(record);
        }
        if (round == 1) {
          producer.flush();
          producer.abortTransaction();
        } else producer.commitTransaction();
      }
    }
  }
}
