package daxa.core.present;

import java.util.Arrays;

/// Keys of a keyboard by their place on a US keyboard, whatever is printed on them.
public enum Key {
    /// A key that the platform does not name.
    UNKNOWN(-1),
    /// The space bar.
    SPACE(32),
    /// The key of `'`.
    APOSTROPHE(39),
    /// The key of `,`.
    COMMA(44),
    /// The key of `-`.
    MINUS(45),
    /// The key of `.`.
    PERIOD(46),
    /// The key of `/`.
    SLASH(47),
    /// The digit 0 above the letters.
    DIGIT_0(48),
    /// The digit 1 above the letters.
    DIGIT_1(49),
    /// The digit 2 above the letters.
    DIGIT_2(50),
    /// The digit 3 above the letters.
    DIGIT_3(51),
    /// The digit 4 above the letters.
    DIGIT_4(52),
    /// The digit 5 above the letters.
    DIGIT_5(53),
    /// The digit 6 above the letters.
    DIGIT_6(54),
    /// The digit 7 above the letters.
    DIGIT_7(55),
    /// The digit 8 above the letters.
    DIGIT_8(56),
    /// The digit 9 above the letters.
    DIGIT_9(57),
    /// The key of `;`.
    SEMICOLON(59),
    /// The key of `=`.
    EQUAL(61),
    /// The letter A.
    A(65),
    /// The letter B.
    B(66),
    /// The letter C.
    C(67),
    /// The letter D.
    D(68),
    /// The letter E.
    E(69),
    /// The letter F.
    F(70),
    /// The letter G.
    G(71),
    /// The letter H.
    H(72),
    /// The letter I.
    I(73),
    /// The letter J.
    J(74),
    /// The letter K.
    K(75),
    /// The letter L.
    L(76),
    /// The letter M.
    M(77),
    /// The letter N.
    N(78),
    /// The letter O.
    O(79),
    /// The letter P.
    P(80),
    /// The letter Q.
    Q(81),
    /// The letter R.
    R(82),
    /// The letter S.
    S(83),
    /// The letter T.
    T(84),
    /// The letter U.
    U(85),
    /// The letter V.
    V(86),
    /// The letter W.
    W(87),
    /// The letter X.
    X(88),
    /// The letter Y.
    Y(89),
    /// The letter Z.
    Z(90),
    /// The key of `[`.
    LEFT_BRACKET(91),
    /// The key of a backslash.
    BACKSLASH(92),
    /// The key of `]`.
    RIGHT_BRACKET(93),
    /// The key left of the digits.
    GRAVE_ACCENT(96),
    /// Escape.
    ESCAPE(256),
    /// Enter.
    ENTER(257),
    /// Tabulator.
    TAB(258),
    /// Backspace.
    BACKSPACE(259),
    /// Insert.
    INSERT(260),
    /// Delete.
    DELETE(261),
    /// The right arrow.
    RIGHT(262),
    /// The left arrow.
    LEFT(263),
    /// The down arrow.
    DOWN(264),
    /// The up arrow.
    UP(265),
    /// Page up.
    PAGE_UP(266),
    /// Page down.
    PAGE_DOWN(267),
    /// Home.
    HOME(268),
    /// End.
    END(269),
    /// Caps lock.
    CAPS_LOCK(280),
    /// Pause.
    PAUSE(284),
    /// Function key 1.
    F1(290),
    /// Function key 2.
    F2(291),
    /// Function key 3.
    F3(292),
    /// Function key 4.
    F4(293),
    /// Function key 5.
    F5(294),
    /// Function key 6.
    F6(295),
    /// Function key 7.
    F7(296),
    /// Function key 8.
    F8(297),
    /// Function key 9.
    F9(298),
    /// Function key 10.
    F10(299),
    /// Function key 11.
    F11(300),
    /// Function key 12.
    F12(301),
    /// The digit 0 of the keypad.
    KEYPAD_0(320),
    /// The digit 1 of the keypad.
    KEYPAD_1(321),
    /// The digit 2 of the keypad.
    KEYPAD_2(322),
    /// The digit 3 of the keypad.
    KEYPAD_3(323),
    /// The digit 4 of the keypad.
    KEYPAD_4(324),
    /// The digit 5 of the keypad.
    KEYPAD_5(325),
    /// The digit 6 of the keypad.
    KEYPAD_6(326),
    /// The digit 7 of the keypad.
    KEYPAD_7(327),
    /// The digit 8 of the keypad.
    KEYPAD_8(328),
    /// The digit 9 of the keypad.
    KEYPAD_9(329),
    /// The decimal point of the keypad.
    KEYPAD_DECIMAL(330),
    /// The division sign of the keypad.
    KEYPAD_DIVIDE(331),
    /// The multiplication sign of the keypad.
    KEYPAD_MULTIPLY(332),
    /// The minus of the keypad.
    KEYPAD_SUBTRACT(333),
    /// The plus of the keypad.
    KEYPAD_ADD(334),
    /// The enter key of the keypad.
    KEYPAD_ENTER(335),
    /// The left shift key.
    LEFT_SHIFT(340),
    /// The left control key.
    LEFT_CONTROL(341),
    /// The left alt key.
    LEFT_ALT(342),
    /// The left key of the window system.
    LEFT_SUPER(343),
    /// The right shift key.
    RIGHT_SHIFT(344),
    /// The right control key.
    RIGHT_CONTROL(345),
    /// The right alt key.
    RIGHT_ALT(346),
    /// The right key of the window system.
    RIGHT_SUPER(347),
    /// The menu key.
    MENU(348);

    private static final Key[] BY_NUMBER = byNumber();

    private final int number;

    Key(int number) {
        this.number = number;
    }

    private static Key[] byNumber() {
        int largest = 0;
        for (Key key : values()) {
            largest = Math.max(largest, key.number);
        }
        Key[] keys = new Key[largest + 1];
        Arrays.fill(keys, UNKNOWN);
        for (Key key : values()) {
            if (key.number >= 0) {
                keys[key.number] = key;
            }
        }
        return keys;
    }

    /// The number that GLFW gives the key.
    ///
    /// @return the number; -1 for [#UNKNOWN]
    public int glfwNumber() {
        return number;
    }

    /// Looks a key up by its number.
    ///
    /// @param number what GLFW calls the key
    /// @return the key; [#UNKNOWN] for a number that is not listed here
    public static Key ofGlfw(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
    }
}
