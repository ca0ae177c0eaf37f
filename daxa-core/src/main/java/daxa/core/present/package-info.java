/// Windows and swapchains: what a program shows its user.
package daxa.core.present;
