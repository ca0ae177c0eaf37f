package daxa.core.transfer;

import daxa.core.command.Queue;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// Which submission used the bytes of a ring from which position on, oldest first. Grows as needed
/// and allocates nothing else.
final class Marks {
    private @Nullable Queue[] queues = new Queue[8];
    private long[] numbers = new long[8];
    private long[] begins = new long[8];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /// Whether it grows with the next one.
    boolean isFull() {
        return size == numbers.length;
    }

    void add(Queue queue, long number, long begin) {
        if (isFull()) {
            grow();
        }
        int index = index(size);
        queues[index] = queue;
        numbers[index] = number;
        begins[index] = begin;
        size++;
    }

    private void grow() {
        int larger = size * 2;
        @Nullable Queue[] newQueues = new Queue[larger];
        long[] newNumbers = new long[larger];
        long[] newBegins = new long[larger];
        for (int i = 0; i < size; i++) {
            newQueues[i] = queues[index(i)];
            newNumbers[i] = numbers[index(i)];
            newBegins[i] = begins[index(i)];
        }
        queues = newQueues;
        numbers = newNumbers;
        begins = newBegins;
        head = 0;
    }

    private int index(int i) {
        return (head + i) & (numbers.length - 1);
    }

    Queue oldestQueue() {
        return Objects.requireNonNull(queues[head]);
    }

    long oldestNumber() {
        return numbers[head];
    }

    long oldestBegin() {
        return begins[head];
    }

    void removeOldest() {
        queues[head] = null;
        head = index(1);
        size--;
    }
}
